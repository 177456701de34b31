/** Gradus through its public interface, as npm users get it. */
import { engine } from "gradus";
import { work } from "../work.mjs";
import { serve } from "./serve.mjs";

serve(`gradus (${engine().backend.build})`, work);
