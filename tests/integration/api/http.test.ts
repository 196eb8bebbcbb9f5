import { connectHttp } from "./links.ts";
import { describeApi } from "./suite.ts";

describeApi("HTTP and server-sent events", connectHttp);
