// What yaml-language-server says of manifests. Reads `{ schema, tasks }` from standard input and writes the answers, one a task:
// `{ text }` is checked, `{ text, complete: [line, column] }` completed there, `{ text, hover: [line, column] }` explained there.
// `schema` is the URL of the schema for all; without it each text names its own, relative to its `uri`.
import { text as all } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { Server } from "./server.mjs";

const { schema, tasks } = JSON.parse(await all(process.stdin));
const yaml = { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } };
if (schema) yaml.schemas = { [schema]: "*.yaml" };
const script = fileURLToPath(new URL("node_modules/yaml-language-server/bin/yaml-language-server", import.meta.url));
const server = new Server(script, { yaml });
const completion = { completionItem: { documentationFormat: ["markdown"], snippetSupport: true } };
await server.ask("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: { workspace: { configuration: true }, textDocument: { completion, hover: { contentFormat: ["markdown"] } } },
});
server.tell("initialized", {});
server.tell("workspace/didChangeConfiguration", { settings: { yaml } });

const ofSchema = ({ source }) => source?.startsWith("yaml-schema") ?? false;

/** Opens a text; resolves with the first judgement that `holds`. */
function open(uri, text, holds = () => true) {
  return new Promise((resolve) => {
    server.watch(uri, (found) => holds(found) && resolve(found));
    server.tell("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  });
}

// Settings arrive when they arrive: once the schema speaks, they are there.
if (schema) await open("file:///probe.yaml", "no key of a manifest: 1\n", (found) => found.some(ofSchema));

const answers = await Promise.all(tasks.map(async ({ uri, text, complete, hover }, index) => {
  const document = uri ?? `file:///manifests/${index}.yaml`;
  const found = await open(document, text);
  const at = ([line, character]) => ({ textDocument: { uri: document }, position: { line, character } });
  if (complete) {
    const { items } = await server.ask("textDocument/completion", at(complete));
    return items.map(({ label, documentation }) => ({ label, doc: documentation?.value ?? documentation ?? "" }));
  }
  if (hover) return (await server.ask("textDocument/hover", at(hover)))?.contents.value ?? "";
  return found.map((one) => ({ message: one.message, ofSchema: ofSchema(one) }));
}));
await server.end();
process.stdout.write(JSON.stringify(answers));
