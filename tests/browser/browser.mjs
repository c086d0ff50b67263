// The system's Chromium, which looks up nothing by itself.
import { chromium } from "playwright-core";

const flags = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Starts it. In a container Chromium has no sandbox of its own; it sees nothing but our own pages. */
export function start() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, args: [...flags, "--no-sandbox"] });
}
