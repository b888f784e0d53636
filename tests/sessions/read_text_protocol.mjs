// Reads [who, text] pairs as JSON from standard input and answers, for each, the message as
// static/js/text/protocol.js read it, or null where it refused.
import { readFileSync } from "node:fs";
import { ProtocolError } from "../../static/js/room/protocol.js";
import { parse, parseClient } from "../../static/js/text/protocol.js";

/** @type {[string, string][]} */
const asked = JSON.parse(readFileSync(0, "utf8"));
const answers = asked.map(([who, text]) => {
  try {
    return who === "client" ? parseClient(text) : parse(text);
  } catch (error) {
    if (error instanceof ProtocolError) return null;
    throw error;
  }
});
process.stdout.write(JSON.stringify(answers));
