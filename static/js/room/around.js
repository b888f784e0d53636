// @ts-check
/** What the room's page does of what every page does: it has no menu and no theme switch. */

import { wireDialogs } from "../dialogs.js";
import { wireFetching } from "../fetching.js";
import { wireForms } from "../forms.js";

document.documentElement.classList.remove("no-js");
wireDialogs();
wireForms();
wireFetching();
