// @ts-check
/** Every page of the help. */
import * as daily from "./daily.js";
import * as program from "./program.js";
import * as questions from "./questions.js";
import * as rules from "./rules.js";
import * as start from "./start.js";

/** @type {Record<string, import("../blocks.js").Page>} */
export const pages = { ...start, ...daily, ...rules, ...questions, ...program };
