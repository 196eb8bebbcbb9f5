export {
  type CallKind,
  PORT_MESSAGE,
  type PortCall,
  type PortErrorShape,
  type PortLike,
  type PortReply,
  type PortRequest,
  type PortStop,
} from "./envelope.ts";
export { portLink } from "./port-link.ts";
