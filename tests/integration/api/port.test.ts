import { connectPort } from "./links.ts";
import { describeApi } from "./suite.ts";

describeApi("a message port", connectPort);
