import { exerciseRules } from "./exerciseRules.ts";

exerciseRules(["04"]);
