// @ts-check
/** A questionnaire's page: answers kept as one goes, follow-up questions, help at once. */

import { wireAutosave } from "./autosave.js";
import { wireClearing } from "./clearing.js";
import { wireFollowUps } from "./follow_ups.js";
import { wireHelp } from "./help.js";

const form = document.querySelector("form[data-autosave]");
if (form instanceof HTMLFormElement) {
  wireHelp(form);
  wireFollowUps(form);
  wireClearing(form);
  wireAutosave(form);
}
