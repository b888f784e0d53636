// @ts-check
/** What every page does. Each part finds its own elements; a page without them costs nothing. */

import { wireDialogs } from "./dialogs.js";
import { wireForms } from "./forms.js";
import { wireFetching } from "./fetching.js";
import { wireMenus } from "./menus.js";
import { wireThemeSwitches } from "./theme.js";
import { rememberTimeZone } from "./time_zone.js";

document.documentElement.classList.remove("no-js");
rememberTimeZone();
wireThemeSwitches();
wireMenus();
wireDialogs();
wireForms();
wireFetching();
