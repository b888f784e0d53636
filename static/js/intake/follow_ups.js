// @ts-check

/**
 * @typedef {{question: string, operator: string, value: string | number | boolean}} Condition
 * @typedef {{all: boolean, when: Condition[]}} Conditions
 */

/**
 * Whether a follow-up question is asked: FHIR's enableWhen, as the server reads it.
 * @param {Conditions} conditions
 * @param {(question: string) => string[]} said what was answered, as the form would send it
 */
export function isAsked(conditions, said) {
  const met = conditions.when.map((condition) => isMet(condition, said(condition.question)));
  return conditions.all ? met.every(Boolean) : met.some(Boolean);
}

/**
 * @param {Condition} condition
 * @param {string[]} given
 */
function isMet({ operator, value }, given) {
  const answers = given.filter((text) => text.trim() !== "");
  if (operator === "exists") return (answers.length > 0) === value;
  if (answers.length === 0) return false;
  if (operator === "!=") return !answers.includes(String(value));
  return answers.some((answer) => {
    if (operator === "=") return answer === String(value);
    const [left, right] = typeof value === "number" ? [Number(answer), value] : [answer, String(value)];
    if (operator === ">") return left > right;
    if (operator === "<") return left < right;
    if (operator === ">=") return left >= right;
    return left <= right;
  });
}

/**
 * Opens and closes follow-up questions as one answers. Without this script they all stand open.
 * @param {HTMLFormElement} form
 */
export function wireFollowUps(form) {
  const followUps = [...form.querySelectorAll("[data-when]")].filter(
    (element) => element instanceof HTMLElement,
  );
  if (followUps.length === 0) return;
  /** @param {string} question */
  const said = (question) => new FormData(form).getAll(question).map(String);
  const update = () => {
    for (const element of followUps) {
      element.hidden = !isAsked(JSON.parse(element.dataset.when ?? "{}"), said);
    }
  };
  form.addEventListener("input", update);
  form.addEventListener("change", update);
  update();
}
