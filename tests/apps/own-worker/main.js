// Shows what the app's own worker says.

const worker = new Worker(new URL("./own.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => {
  document.title = data;
};
worker.onerror = (event) => {
  document.title = event.message || "the worker's script could not be loaded";
};
