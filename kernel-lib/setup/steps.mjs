// @ts-check
import { browser } from "./steps/browser.mjs";
import { compile } from "./steps/compile.mjs";
import { dependencies } from "./steps/dependencies.mjs";
import { kernelspec } from "./steps/kernelspec.mjs";
import { native } from "./steps/native.mjs";
import { nbconvert } from "./steps/nbconvert.mjs";
import { python } from "./steps/python.mjs";

/** All steps of set-up. @type {readonly import("./step.mjs").Step[]} */
export const steps = [dependencies, python, native, compile, kernelspec, nbconvert, browser];
