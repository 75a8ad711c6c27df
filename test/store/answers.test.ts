import { memoryStore } from "../../src/store/memory-store.ts";
import { remoteStore } from "../../src/store/remote-store.ts";
import { describeAnswers } from "../contracts/answers.ts";
import { bindingTo, createHub, secret } from "./remote-hubs.ts";

describeAnswers("memoryStore()", (clock) => memoryStore({ clock }));
describeAnswers("remoteStore()", (clock) => {
  const fetch = bindingTo(createHub(memoryStore({ clock })));
  return remoteStore({ url: "https://hub.example.com", secret, fetch });
});
