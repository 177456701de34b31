import { exerciseRules } from "./exerciseRules.ts";

exerciseRules(["05", "06", "07", "09"]);
