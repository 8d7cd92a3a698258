// @ts-check
import { browser } from "./steps/browser.mjs";
import { compile } from "./steps/compile.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { kernelspec } from "./steps/kernelspec.mjs";
import { native } from "./steps/native.mjs";
import { nbconvert } from "./steps/nbconvert.mjs";
import { python } from "./steps/python.mjs";
import { secondOpinion } from "./steps/second-opinion.mjs";

/** What every verb is set up with, and the doctor looks at. @type {readonly import("./step.mjs").Step[]} */
export const steps = [dependencies, python, native, compile, kernelspec, nbconvert, browser];

/**
 * The steps of a verb: what only tests need is set up for them alone.
 * @param {string} verb
 * @returns {readonly import("./step.mjs").Step[]}
 */
export const stepsOf = (verb) => (verb.startsWith("test") ? [...steps, secondOpinion] : steps);
