// Pictures of every page of a console: light, dark and narrow. Usage: screenshots.mjs <url that signs in> <folder>
import { mkdirSync } from "node:fs";
import { start } from "./browser.mjs";

const [entry, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await start();
const forms = {
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: "light", viewport: { width: 360, height: 740 } },
};
const context = await browser.newContext();
const first = await context.newPage();
await first.goto(entry);
const token = process.env.CONSOLE_TOKEN;
if (token) {
  await first.fill("#token", token);
  await first.press("#token", "Enter");
}
await first.waitForSelector("nav a");
const pages = await first.$$eval("nav a", (links) => links.map((link) => link.href));
const cookies = await context.cookies();
for (const [form, options] of Object.entries(forms)) {
  const view = await browser.newContext(options);
  await view.addCookies(cookies);
  for (const url of pages) {
    const page = await view.newPage();
    await page.goto(url);
    await page.waitForSelector(".live.on");
    // The first content that was sent, not only the connection.
    await page.waitForFunction(() => document.querySelector("main").children.length > 0);
    await page.screenshot({ path: `${folder}/${url.split("/").pop()}-${form}.png`, fullPage: form === "narrow" });
    await page.close();
  }
  await view.close();
}
await browser.close();
