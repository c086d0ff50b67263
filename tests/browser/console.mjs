// A console in a real browser. Usage: console.mjs <origin of the service> <url that signs in, or where the token is asked>
// With CONSOLE_TOKEN set, signs in by the form; else the url signs in by itself. Exits 0, or 1 with what was wrong.
import assert from "node:assert/strict";
import { start } from "./browser.mjs";

const [service, entry] = process.argv.slice(2);
const mount = new URL(entry.split("/enter")[0]);
const token = process.env.CONSOLE_TOKEN;
const browser = await start();
const problems = [];

/** A page that reports what a developer would see in the tools of the browser. */
async function open(context, url) {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(`error: ${error.message}`));
  page.on("console", (said) => {
    // The sign-in page answers 401 and 403 on purpose, and Chromium says so.
    if (said.type() === "error" && !/status of 40[13]/.test(said.text())) problems.push(`console: ${said.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(mount.origin) && !request.url().startsWith("data:")) problems.push(`asks ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`CSP: ${event.violatedDirective}`));
  });
  await page.goto(url);
  return page;
}

async function signIn(context) {
  const page = await open(context, entry);
  if (token) {
    await page.fill("#token", "not-the-token-at-all");
    await page.press("#token", "Enter");
    await page.waitForSelector("[role=alert]");
    assert.match(await page.textContent("[role=alert]"), /not the token/);
    await page.fill("#token", token);
    await page.press("#token", "Enter");
  }
  await page.waitForSelector("nav a[aria-current]");
  return page;
}

const api = (page, name) => page.evaluate(async (url) => (await fetch(url)).json(), `${mount}/api/${name}`);
const text = (page) => page.evaluate(() => document.querySelector("main").innerText);
const live = (page) => page.waitForSelector(".live.on");

const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
let page = await signIn(context);

// A live update: a request is made, and its route appears without a reload.
await page.goto(`${mount}/requests`);
await live(page);
await page.evaluate(() => { window.stayed = true; });
await fetch(`${service}/hello`);
await page.waitForFunction(() => document.querySelector("main").innerText.includes("GET /hello"), null, { timeout: 15000 });
assert.equal(await page.evaluate(() => window.stayed), true, "the page was not loaded again");

// What the reader has opened stays open while the page changes.
const order = { method: "POST", headers: { "content-type": "application/json" }, body: '{"item":"tea","quantity":2,"password":"canary-7391"}' };
const pages = await page.$$eval("nav a", (links) => links.map((link) => link.href.split("/").pop()));
if (pages.includes("audit")) {
  await fetch(`${service}/orders`, order);
  await page.goto(`${mount}/audit`);
  await live(page);
  await page.waitForSelector("details");
  await page.click("summary");
  const before = await page.evaluate(() => document.querySelectorAll("details").length);
  await fetch(`${service}/orders`, order);
  await page.waitForFunction((before) => document.querySelectorAll("details").length > before, before, { timeout: 15000 });
  assert.equal(await page.evaluate(() => document.querySelectorAll("details[open]").length), 1, "one is open");
  assert.ok(!(await page.content()).includes("canary-7391"), "the password is shown");
}

// Every page agrees with the API, and fits into a narrow window.
await fetch(`${service}/panic`);
const agrees = {
  overview: (data, shown) => assert.ok(shown.includes(`ready: ${data.ready}`) && data.attention.every((one) => shown.includes(one.text))),
  requests: (data, shown) => {
    for (const one of data.routes) assert.ok(shown.includes(`${one.method} ${one.route}`), one.route);
    assert.ok(data.failed.some((one) => one.path === "/panic" && shown.includes(one.request_id)), "the failed request");
  },
  health: (data, shown) => data.checks.forEach((one) => assert.ok(shown.includes(one.name), one.name)),
  logs: (data, shown) => assert.ok(data.lines.length > 0 && shown.includes(data.lines.at(-1).message)),
  configuration: (data, shown) => {
    for (const section of data.sections) for (const one of section.settings) {
      assert.ok(shown.includes(one.path) && shown.includes(one.origin), `${section.name}.${one.path}`);
    }
    assert.match(JSON.stringify(data), /"origin":"ops\.yaml:\d+:\d+"/);
  },
  graph: (data, shown) => data.providers.forEach((one) => assert.ok(shown.includes(one.name) && shown.includes(one.origin))),
};
const panels = (data, shown) => {
  assert.ok(data.panels.length > 0);
  for (const one of data.panels) {
    for (const row of one.table?.rows ?? []) assert.ok(shown.includes(row.find((cell) => cell && !/[{T]/.test(cell))), `${one.name}: ${row}`);
  }
};
for (const name of pages) {
  await page.goto(`${mount}/${name}`);
  await live(page);
  // Both change every second; they have to agree at one moment.
  let last;
  for (let turn = 0; turn < 40; turn += 1) {
    try {
      (agrees[name] ?? panels)(await api(page, name), await text(page));
      last = undefined;
      break;
    } catch (error) {
      last = error;
      await new Promise((next) => setTimeout(next, 250));
    }
  }
  if (last) throw new Error(`page ${name} and API disagree: ${last.message}\n${await text(page)}`);
  assert.ok(!(await page.content()).includes("canary-"), `${name} shows a secret`);
  await page.setViewportSize({ width: 360, height: 740 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `${name} is ${wide} px wide at 360`);
  await page.setViewportSize({ width: 1280, height: 800 });
  const labelled = await page.evaluate(() => ["header", "nav", "main", "h1"].every((name) => document.querySelectorAll(name).length === 1));
  assert.ok(labelled, `${name} has its landmarks`);
}

// The filter survives that lines come in.
await page.goto(`${mount}/logs`);
await page.fill("input[name=text]", "on purpose");
await page.press("input[name=text]", "Enter");
await live(page);
await page.waitForFunction(() => document.querySelectorAll(".log li").length > 0 && [...document.querySelectorAll(".log li")].every((line) => line.innerText.includes("on purpose")));
await page.focus("input[name=target]");
await page.keyboard.type("ord");
await fetch(`${service}/panic`);
const lines = await page.evaluate(() => document.querySelectorAll(".log li").length);
await page.waitForFunction((lines) => document.querySelectorAll(".log li").length > lines, lines, { timeout: 15000 });
assert.equal(await page.evaluate(() => document.activeElement.name + document.activeElement.value), "targetord");

// A page that nobody sees is not watched, and goes on when somebody does.
const shown = (hidden) => page.evaluate((hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}, hidden);
await page.goto(`${mount}/requests`);
await live(page);
await shown(true);
await page.waitForSelector(".live.off");
assert.equal(await page.textContent(".live"), "paused");
await shown(false);
await live(page);

// Without a script every page still says what it says.
const plain = await browser.newContext({ javaScriptEnabled: false });
await plain.addCookies(await context.cookies());
const quiet = await plain.newPage();
await quiet.goto(`${mount}/graph`);
assert.match(await quiet.innerText("main"), /observe/);

// By keyboard alone: skip link first, then on to another page.
await page.goto(`${mount}/overview`);
await page.keyboard.press("Tab");
assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
await page.focus("nav a[href$='/health']");
await page.keyboard.press("Enter");
await page.waitForURL(`${mount}/health`);

// Signing out ends it, here and for whoever kept the cookie.
const kept = await context.cookies();
await page.click("text=Sign out");
await page.waitForSelector("body.gate");
const again = await browser.newContext();
await again.addCookies(kept);
page = await open(again, `${mount}`);
assert.ok(!(await page.$("nav")), "the cookie still works");

await browser.close();
assert.deepEqual(problems, []);
console.log("ok");
