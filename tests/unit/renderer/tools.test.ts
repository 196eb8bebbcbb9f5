import { beforeEach, describe, expect, it } from "vitest";
import { BoxTool, PanTool, PointTool, type ToolEvent, ToolHost } from "#renderer/tools";
import { at, Notebook } from "./tool-notebook.ts";

let port: Notebook;
beforeEach(() => {
  port = new Notebook();
});

describe("TargetTool", () => {
  it("points by a plain click on the picture, and shows nothing of what a click would do", () => {
    const host = new ToolHost(port, "target");
    for (const event of [at(10, 20), at(-1, 20), at(5, 5, { button: 2 })]) {
      host.pointerMove(event);
      host.pointerDown(event);
      host.pointerUp(event);
    }
    host.pointerDown(at(10, 20));
    host.pointerUp(at(40, 20));
    expect(port.notes).toEqual(["target 10 20"]);
    expect(port.hovered).toBeNull();
  });
});

describe("PointTool", () => {
  const click = (tool: PointTool, event: ToolEvent) => {
    tool.pointerDown(event);
    tool.pointerUp(event);
  };

  it("adds a positive point by click, a negative one by right click or Alt click", () => {
    const tool = new PointTool(port);
    click(tool, at(10, 20));
    click(tool, at(11, 21, { button: 2 }));
    click(tool, at(12, 22, { alt: true }));
    expect(port.notes).toEqual(["add 10 20 1", "add 11 21 0", "add 12 22 0"]);
  });

  it("is pressed between down and up and ignores a drag, the middle button and places outside", () => {
    const tool = new PointTool(port);
    tool.pointerDown(at(10, 20));
    expect(tool.state).toBe("pressed");
    tool.pointerUp(at(30, 20));
    expect(tool.state).toBe("idle");
    click(tool, at(10, 20, { button: 1 }));
    click(tool, at(-1, 20));
    click(tool, at(100, 20));
    expect(port.notes).toEqual([]);
  });

  it("removes the point that is clicked, the topmost of several", () => {
    port.current = {
      points: [
        { x: 10, y: 20, label: 1 },
        { x: 12, y: 20, label: 0 },
      ],
      box: null,
    };
    const tool = new PointTool(port);
    click(tool, at(11, 20));
    click(tool, at(6.5, 20));
    expect(port.notes).toEqual(["remove 1", "remove 0"]);
  });

  it("hovers with the label that a click would give, and not over a point, outside or while pressed", () => {
    port.current = { points: [{ x: 10, y: 20, label: 1 }], box: null };
    const tool = new PointTool(port);
    tool.pointerMove(at(50, 40));
    expect(port.hovered).toEqual({ x: 50, y: 40, label: 1 });
    tool.pointerMove(at(50, 40, { alt: true }));
    expect(port.hovered?.label).toBe(0);
    tool.pointerMove(at(10, 20));
    expect(port.hovered).toBeNull();
    tool.pointerMove(at(50, 90));
    expect(port.hovered).toBeNull();
    tool.pointerDown(at(50, 40));
    tool.pointerMove(at(51, 40));
    expect(port.hovered).toBeNull();
  });
});

describe("BoxTool", () => {
  it("goes from idle over pressed to drawing and gives the box, clipped to the picture, from any corner", () => {
    const tool = new BoxTool(port);
    tool.pointerDown(at(60, 70));
    expect(tool.state).toBe("pressed");
    tool.pointerMove(at(60.5, 70.5));
    expect(tool.state).toBe("pressed");
    tool.pointerMove(at(20, 30));
    expect(tool.state).toBe("drawing");
    expect(port.draft).toEqual({ x0: 20, y0: 30, x1: 60, y1: 70 });
    tool.pointerUp(at(-5, 30));
    expect(tool.state).toBe("idle");
    expect(port.draft).toBeNull();
    expect(port.notes).toEqual(["box 0 30 60 70"]);
  });

  it("makes nothing of a click, of a drag beside the picture, or after Escape", () => {
    const tool = new BoxTool(port);
    tool.pointerDown(at(10, 10));
    tool.pointerUp(at(10, 10));
    tool.pointerDown(at(-30, 10));
    tool.pointerMove(at(-10, 30));
    tool.pointerUp(at(-10, 30));
    tool.pointerDown(at(10, 10));
    tool.pointerMove(at(30, 30));
    tool.cancel();
    tool.pointerUp(at(30, 30));
    expect(port.notes).toEqual([]);
    expect(port.draft).toBeNull();
  });
});

describe("PanTool", () => {
  it("pans by screen pixels while it is held", () => {
    const tool = new PanTool(port);
    tool.pointerMove(at(5, 5));
    tool.pointerDown(at(10, 10));
    tool.pointerMove(at(12, 9));
    tool.pointerUp(at(12, 9));
    tool.pointerMove(at(50, 50));
    expect(port.notes).toEqual(["pan 4 -2"]);
  });
});

describe("ToolHost", () => {
  it("pans with the middle button whatever the tool, and goes back to the tool", () => {
    const host = new ToolHost(port, "point");
    host.pointerDown(at(10, 10, { button: 1 }));
    host.pointerMove(at(11, 10));
    host.pointerUp(at(11, 10, { button: 1 }));
    host.pointerDown(at(20, 20));
    host.pointerUp(at(20, 20));
    expect(port.notes).toEqual(["pan 2 0", "add 20 20 1"]);
  });

  it("pans while Space is held and leaves no half-drawn box", () => {
    const host = new ToolHost(port, "box");
    host.pointerDown(at(10, 10));
    host.pointerMove(at(30, 30));
    host.holdSpace(true);
    expect(port.draft).toBeNull();
    expect(host.active.id).toBe("pan");
    host.pointerDown(at(30, 30));
    host.pointerMove(at(31, 30));
    host.pointerUp(at(31, 30));
    host.holdSpace(false);
    expect(host.active.id).toBe("box");
    expect(port.notes).toEqual(["pan 2 0"]);
  });

  it("forgets what a tool was doing when another is taken", () => {
    const host = new ToolHost(port, "box");
    host.pointerDown(at(10, 10));
    host.pointerMove(at(30, 30));
    host.select("point");
    host.pointerUp(at(30, 30));
    expect(port.notes).toEqual([]);
  });
});
