export { BoxTool } from "./box-tool.ts";
export { CLICK_SLIP, type Tool, type ToolEvent, type ToolId, type ToolPort } from "./contract.ts";
export { PanTool } from "./pan-tool.ts";
export { PointTool } from "./point-tool.ts";
export { ToolHost } from "./tool-host.ts";
