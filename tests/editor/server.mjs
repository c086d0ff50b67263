// A language server as an editor sees it: messages with a length in front, over standard input and output.
import { spawn } from "node:child_process";

export class Server {
  #child;
  #buffer = Buffer.alloc(0);
  #id = 0;
  #answers = new Map();
  #said = new Map();
  #settings;

  /** Starts it, with what an editor answers when it asks for settings. */
  constructor(script, settings) {
    this.#settings = settings;
    this.#child = spawn(process.execPath, [script, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#child.stdout.on("data", (data) => {
      this.#buffer = Buffer.concat([this.#buffer, data]);
      for (let message = this.#take(); message; message = this.#take()) this.#handle(message);
    });
  }

  /** A question, and its answer. */
  ask(method, params) {
    const id = ++this.#id;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ result, error }) => (error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result)));
      this.#send({ id, method, params });
    });
  }

  tell(method, params) {
    this.#send({ method, params });
  }

  /** Calls back with what is wrong with a document, each time that is said. */
  watch(uri, callback) {
    this.#said.set(uri, callback);
  }

  async end() {
    const ended = new Promise((resolve) => this.#child.on("exit", resolve));
    await this.ask("shutdown");
    this.tell("exit");
    await ended;
  }

  #send(message) {
    const body = JSON.stringify({ jsonrpc: "2.0", ...message });
    this.#child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #take() {
    const head = this.#buffer.indexOf("\r\n\r\n");
    if (head < 0) return undefined;
    const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, head).toString())[1]);
    const end = head + 4 + length;
    if (this.#buffer.length < end) return undefined;
    const message = JSON.parse(this.#buffer.subarray(head + 4, end).toString());
    this.#buffer = this.#buffer.subarray(end);
    return message;
  }

  #handle({ id, method, params, result, error }) {
    if (method === "textDocument/publishDiagnostics") this.#said.get(params.uri)?.(params.diagnostics);
    else if (method === "workspace/configuration") this.#send({ id, result: params.items.map((item) => this.#settings[item.section] ?? null) });
    else if (method && id !== undefined) this.#send({ id, result: null });
    else if (id !== undefined) this.#answers.get(id)({ result, error });
  }
}
