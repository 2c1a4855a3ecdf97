/** What runs, in a list above the prompt: each with a button that stops it. */

import type { Activity } from "./console.ts";

/** Shows what runs. */
export class Running {
  private readonly items = new Map<Activity, HTMLElement>();

  /** `onStop` hears that a button was pressed, which is gone with its activity. */
  constructor(
    private readonly list: HTMLElement,
    private readonly onStop: () => void,
  ) {}

  /** Shows these. What is there already stays as it is, with the focus. */
  show(activities: readonly Activity[]): void {
    for (const [activity, item] of this.items) {
      if (activities.includes(activity)) continue;
      item.remove();
      this.items.delete(activity);
    }
    for (const activity of activities) {
      if (this.items.has(activity)) continue;
      const item = row(activity, this.onStop);
      this.items.set(activity, item);
      this.list.append(item);
    }
  }
}

function row(activity: Activity, onStop: () => void): HTMLElement {
  const name = document.createElement("code");
  name.textContent = activity.line;
  const stop = document.createElement("button");
  stop.type = "button";
  stop.textContent = "Stop";
  stop.setAttribute("aria-label", `Stop ${activity.line}`);
  stop.addEventListener("click", () => {
    activity.stop();
    onStop();
  });
  const item = document.createElement("li");
  item.append(name, stop);
  return item;
}
