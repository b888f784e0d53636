// @ts-check
/** The room's page: brings its parts together. Everything is warm before anybody is let in. */

import { wireAttachments } from "./attach.js";
import { Call, detailOf } from "./call.js";
import { CaptionView } from "./caption_view.js";
import { Chat } from "./chat.js";
import { Connection } from "./connection.js";
import { DeviceChoice } from "./device_choice.js";
import { wireLineChoices } from "./line_choices.js";
import { Media } from "./media.js";
import { optional, part } from "./page.js";
import { Panel } from "./panel.js";
import { wireBlur, wireSmallWindow } from "./picture.js";
import { wirePushToTalk } from "./push_to_talk.js";
import { wireLooks } from "./preferences.js";
import { Private } from "./private.js";
import { Screen } from "./screen.js";
import { SelfView } from "./self_view.js";
import { wireShortcuts } from "./shortcuts.js";
import { keepTime } from "./timer.js";
import { deadOf, View } from "./view.js";
import { WaitingRoom } from "./waiting.js";

/** @typedef {import("./connection.js").CloseName} CloseName */

const ROOM_FOR_PANEL = "(min-width: 64rem)";

/**
 * Open the room on this line. The practice room has a line of its own (`practice_room.js`).
 * @param {HTMLElement} root @param {Connection} line
 */
export function openRoom(root, line) {
  const { role, home = "/", after = "/", phone = "/" } = root.dataset;
  const leads = role === "therapist";
  const media = new Media();
  const call = new Call(line, media);
  const view = new View(root);
  const panel = new Panel(root);
  const chat = new Chat(root, call, panel, view);
  const waits = optional(root, "waiting", HTMLElement) ? new WaitingRoom(root, call, view) : null;
  const onlyTwo = new Private(root, call, view, () => {
    over("differ");
    line.closeWith({ type: "differ" });
  });
  const screen = new Screen(root, call, view);
  wireAttachments(root, call, chat, view);
  new SelfView(root);
  wireLooks(root);
  wireLineChoices(root, call);
  const say = (/** @type {string} */ name) => view.say(name);
  wireShortcuts(root, say);
  wireSmallWindow(root, say);
  wireBlur(root, media);
  new DeviceChoice(root, media, (words) => view.news(words, "device"));
  new CaptionView(root, call, view);
  const talk = wirePushToTalk(root, media, say);

  const isWaiting = () => root.dataset.state === "waiting";
  const show = () => {
    if (isWaiting() && call.admitted) view.enter();
    if (isWaiting()) waits?.show(call);
    else view.show(call);
    chat.show();
    onlyTwo.show();
    screen.show();
  };
  call.addEventListener("changed", show);
  call.addEventListener("stream", (event) => view.showRemote(detailOf(event)));
  line.addEventListener("message", (event) => waits?.hear(detailOf(event)));
  line.addEventListener("closed", (event) => over(detailOf(event)));

  /** @param {CloseName} reason */
  function over(reason) {
    call.hangUp();
    // What lies over the stage would hide and silence what is said there; a number may be in use.
    for (const dialog of root.querySelectorAll("dialog")) if (dialog.id !== "contact-dialog") dialog.close();
    if (!matchMedia(ROOM_FOR_PANEL).matches) panel.close();
    if (!part(root, "board", HTMLElement).hidden) part(root, "board-close", HTMLButtonElement).click();
    if (reason === "ended") location.assign(after);
    else if (reason === "by_phone") location.assign(phone);
    else if (isWaiting()) waits?.showOver(reason);
    else view.showOver(reason);
  }

  const reopen = () => {
    view.reopen();
    if (waits) {
      waits.mic.focus();
      waits.takeOver.hidden = true;
    }
    media.open();
    line.open();
  };
  view.again.addEventListener("click", reopen);
  waits?.takeOver.addEventListener("click", reopen);

  for (const place of [view, waits]) {
    place?.mic.addEventListener("click", async () => {
      await media.setMic(!media.mic);
      const on = isWaiting() ? "mic-ready" : "mic-on";
      view.say(media.mic ? on : "mic-off");
    });
    place?.camera.addEventListener("click", async () => {
      await media.setCamera(!media.camera);
      view.say(media.camera ? "camera-on" : "camera-off");
    });
  }
  view.admit?.addEventListener("click", () => call.admit());
  part(root, "retry-media", HTMLButtonElement).addEventListener("click", () => {
    const kind = deadOf(call);
    if (kind) media.renew(kind);
    else media.open();
  });
  part(root, "leave", HTMLButtonElement).addEventListener("click", () => {
    const next = leads || isWaiting() ? home : after;
    call.leave();
    line.close();
    location.assign(next);
  });
  root.addEventListener("click", ({ target }) => {
    const pressed = (/** @type {string} */ name) => target instanceof Element && target.closest(name);
    if (pressed("[data-ends]")) call.end();
    if (pressed('[data-opens="contact-dialog"]')) optional(root, "contact", HTMLElement)?.dispatchEvent(new Event("wanted"));
  });
  document.addEventListener("visibilitychange", () => line.beat());
  keepTime(root, (words) => view.tell(words));

  if (leads && matchMedia(ROOM_FOR_PANEL).matches) panel.open();
  show();
  media.open();
  // The microphone is opened all the same, so that the first word isn't lost.
  if (talk.on) void media.setMic(false);
  line.open();
  document.querySelector(".stuck")?.remove();
}

const root = document.getElementById("room");
if (root && !root.dataset.practice) {
  const address = new URL(root.dataset.socket ?? "", location.href.replace(/^http/, "ws"));
  openRoom(root, new Connection(address.href, () => !document.hidden));
}
