// Reads cases from standard input and answers which follow-up questions are asked.
import { readFileSync } from "node:fs";
import { isAsked } from "../../static/js/intake/follow_ups.js";

const cases = JSON.parse(readFileSync(0, "utf8"));
const asked = cases.map(({ conditions, sent }) =>
  isAsked(conditions, (question) => sent[question] ?? []),
);
process.stdout.write(JSON.stringify(asked));
