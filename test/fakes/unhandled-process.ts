/** A program in which nobody catches an error: `unhandled-process.ts rejection|timer captured|plain`. */
import { edgewatch } from "../../src/server.ts";

const [how, whether] = process.argv.slice(2);
edgewatch({
  service: "orders",
  captureUnhandled: whether === "captured",
  errorSinks: [({ mechanism, title }) => console.log(`${mechanism} ${title}`)],
});

if (how === "rejection") void Promise.reject(new RangeError("nobody cares"));
else {
  setTimeout(() => {
    throw new RangeError("nobody cares");
  });
}
setTimeout(() => console.log("still alive"), 300);
