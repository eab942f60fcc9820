import { setBackend } from "@gradiente/core";

setBackend("reference");
