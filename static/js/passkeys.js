// @ts-check
/** Says in words that a passkey was not used; allauth's own script only writes it to the console. */

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const sentence = document.getElementById("passkey-failed");
  if (!sentence) return;
  sentence.hidden = false;
  sentence.focus();
});
