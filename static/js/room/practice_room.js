// @ts-check
/** The practice room's page: the whole room, on a line that answers from the page. */

import { practiceLine } from "./practice.js";
import { openRoom } from "./room.js";

const root = document.getElementById("room");
if (root) openRoom(root, practiceLine(root));
