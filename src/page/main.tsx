import { render } from "preact";
import { App } from "./app.tsx";
import "./style.css";
import "./chart.css";
import "./table.css";

const root = document.querySelector("#app");
if (root !== null) {
  root.textContent = "";
  render(<App />, root);
}
