import type { Words } from "./words.ts";

/**
 * What charts write by themselves, in Spanish, for {@link setWords}. The figures of the guide in Spanish are drawn with
 * these words.
 *
 * @example
 * setWords({ ...spanishWords, loss: "pérdida" });
 * learningCurves({ loss: [0.9, 0.4], valLoss: [1, 0.5] }).toSVG().includes("pérdida"); // true
 */
export const spanishWords: Required<Words> = {
  "{} input": "{} entrada",
  "{} inputs": "{} entradas",
  "{} left out (not finite, or not positive)": "{} sin dibujar (no finitos o no positivos)",
  "{} left out (not finite, or out of range)": "{} sin dibujar (no finitos o fuera del intervalo)",
  "{} neuron": "{} neurona",
  "{} neurons": "{} neuronas",
  "{} runs": "{} ejecuciones",
  "{} that cannot be drawn (not finite, or not positive): gaps":
    "{} sin dibujar (no finitos o no positivos): huecos",
  "{} to {} runs": "entre {} y {} ejecuciones",
  "{} value": "{} valor",
  "{} values": "{} valores",
  "{}, derivative": "{}, derivada",
  "{}, {} {} to {}": "{}, {}: de {} a {}",
  "{}: cut off below 0 and above 1": "{}: con los valores recortados por debajo de 0 y por encima de 1",
  accuracy: "exactitud",
  "accuracy {} ({} of {})": "exactitud {} ({} de {})",
  activation: "activación",
  "activation {}": "activación {}",
  "bias {}": "sesgo {}",
  "class {}": "clase {}",
  constant: "constante",
  count: "número de valores",
  "descent from the white dot": "descenso desde el punto blanco",
  epoch: "época",
  "false positive rate": "tasa de falsos positivos",
  "gradient {}": "gradiente {}",
  guessing: "al azar",
  "head {}": "cabeza {}",
  input: "entrada",
  "input {}": "entrada {}",
  iteration: "iteración",
  key: "clave",
  "least to greatest": "del mínimo al máximo",
  "lines: mean of {}; bands: {}": "líneas: media de {}; bandas: {}",
  loss: "coste",
  "mean ± deviation": "media ± desviación",
  minimum: "mínimo",
  negative: "negativo",
  "no samples": "ninguna muestra",
  "not finite": "no finito",
  op: "operación",
  positive: "positivo",
  precision: "precisión",
  "predicted class": "clase predicha",
  query: "consulta",
  recall: "exhaustividad",
  "row {}": "fila {}",
  training: "entrenamiento",
  "true class": "clase verdadera",
  "true positive rate": "tasa de verdaderos positivos",
  undefined: "no definido",
  validation: "validación",
  "value {}": "valor {}",
  variable: "variable",
  weight: "peso",
  "weights, up to ±{}": "pesos, hasta ±{}",
};
