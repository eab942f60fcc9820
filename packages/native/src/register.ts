import { useNative } from "@gradiente/native";

/* `node --import @gradiente/native/register program.mjs`: a program that is not one's own, on the native backend. */

useNative();
