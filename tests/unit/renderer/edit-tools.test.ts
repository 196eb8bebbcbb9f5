import { beforeEach, describe, expect, it } from "vitest";
import { BrushTool, FillTool, LassoTool, PolygonTool, ToolHost } from "#renderer/tools";
import { at, Notebook } from "./tool-notebook.ts";

let port: Notebook;
beforeEach(() => {
  port = new Notebook();
});

describe("BrushTool", () => {
  it("shows a stroke as it grows and paints it when the button comes up", () => {
    const tool = new BrushTool(port, "brush");
    tool.pointerDown(at(10, 10));
    expect([tool.state, port.shown]).toEqual(["painting", 1]);
    tool.pointerMove(at(20, 12));
    tool.pointerMove(at(20, 12));
    expect(port.shown).toBe(2);
    tool.pointerUp(at(30, 14));
    expect(tool.state).toBe("idle");
    expect(port.notes).toEqual(["paint 10,10 20,12 30,14"]);
  });

  it("makes a dab of a click, and begins and ends beside the picture where the hand does", () => {
    const tool = new BrushTool(port, "brush");
    tool.pointerDown(at(10, 10));
    tool.pointerUp(at(10, 10));
    tool.pointerDown(at(-5, 10));
    tool.pointerUp(at(5, 10));
    expect(port.notes).toEqual(["paint 10,10", "paint -5,10 5,10"]);
  });

  it("erases as the eraser, and with the right button as the brush; the middle button is not its own", () => {
    const [brush, eraser] = [new BrushTool(port, "brush"), new BrushTool(port, "eraser")];
    for (const [tool, button] of [
      [eraser, 0],
      [brush, 2],
      [eraser, 2],
      [brush, 1],
    ] as const) {
      tool.pointerDown(at(1, 2, { button }));
      tool.pointerUp(at(1, 2, { button }));
    }
    expect(port.notes).toEqual(["erase 1,2", "erase 1,2", "erase 1,2"]);
  });

  it("draws a straight line from the last stroke's end with Shift, and none after Escape", () => {
    const tool = new BrushTool(port, "brush");
    tool.pointerDown(at(1, 1, { shift: true }));
    tool.pointerUp(at(2, 2));
    tool.pointerDown(at(50, 60, { shift: true }));
    tool.pointerUp(at(50, 60));
    tool.cancel();
    tool.pointerDown(at(9, 9, { shift: true }));
    tool.pointerUp(at(9, 9));
    expect(port.notes).toEqual(["paint 1,1 2,2", "paint 2,2 50,60", "paint 9,9"]);
  });

  it("leaves no trace of a stroke that Escape ended", () => {
    const tool = new BrushTool(port, "brush");
    tool.pointerDown(at(10, 10));
    tool.pointerMove(at(20, 12));
    tool.cancel();
    expect([tool.state, port.shown, port.brushAt]).toEqual(["idle", null, null]);
    tool.pointerUp(at(30, 14));
    expect(port.notes).toEqual([]);
  });

  it("shows its outline where the pointer is and hides it when the pointer leaves", () => {
    const tool = new BrushTool(port, "brush");
    tool.pointerMove(at(7, 8));
    expect(port.brushAt).toEqual({ x: 7, y: 8 });
    tool.leave();
    expect(port.brushAt).toBeNull();
  });
});

describe("PolygonTool", () => {
  const click = (tool: PolygonTool, x: number, y: number, options = {}) => {
    tool.pointerDown(at(x, y, options));
    tool.pointerUp(at(x, y, options));
  };
  const triangle = (tool: PolygonTool, options = {}) => {
    click(tool, 10, 10, options);
    click(tool, 40, 10);
    click(tool, 40, 40);
  };

  it("closes by a click on its first vertex, which it shows beforehand", () => {
    const tool = new PolygonTool(port);
    triangle(tool);
    tool.pointerMove(at(30, 30));
    expect(port.outline).toMatchObject({ kind: "polygon", pointer: { x: 30, y: 30 }, closes: false, subtract: false });
    tool.pointerMove(at(12, 12));
    expect(port.outline?.closes).toBe(true);
    click(tool, 12, 12);
    expect([tool.state, port.outline]).toEqual(["idle", null]);
    expect(port.notes).toEqual(["polygon + 10,10 40,10 40,40"]);
  });

  it("closes by Enter, and by a double click, whose second press is no vertex", () => {
    const tool = new PolygonTool(port);
    triangle(tool);
    expect(tool.key("Enter")).toBe(true);
    click(tool, 10, 10);
    click(tool, 40, 10);
    click(tool, 40, 40);
    click(tool, 40, 40);
    tool.doubleClick(at(40, 40));
    expect(port.notes).toEqual(["polygon + 10,10 40,10 40,40", "polygon + 10,10 40,10 40,40"]);
  });

  it("does not close with two vertices", () => {
    const tool = new PolygonTool(port);
    click(tool, 10, 10);
    click(tool, 40, 10);
    click(tool, 10, 10);
    expect(tool.state).toBe("drawing");
    tool.cancel();
    click(tool, 10, 10);
    click(tool, 40, 10);
    tool.key("Enter");
    tool.doubleClick(at(40, 10));
    expect(port.notes).toEqual([]);
  });

  it("takes vertices back by Backspace until none is left, and then leaves the key to others", () => {
    const tool = new PolygonTool(port);
    triangle(tool);
    tool.key("Backspace");
    expect(port.outline?.points).toHaveLength(2);
    tool.key("Backspace");
    tool.key("Backspace");
    expect([tool.state, port.outline, tool.key("Backspace"), tool.key("Enter")]).toEqual(["idle", null, false, false]);
  });

  it("subtracts with Alt on the first click, or as the options say, which Alt turns round", () => {
    const tool = new PolygonTool(port);
    triangle(tool, { alt: true });
    expect(port.outline?.subtract).toBe(true);
    tool.key("Enter");
    port.subtracting = true;
    triangle(tool);
    tool.key("Enter");
    triangle(tool, { alt: true });
    tool.key("Enter");
    expect(port.notes.map((note) => note.slice(0, 9))).toEqual(["polygon -", "polygon -", "polygon +"]);
  });

  it("keeps its vertices on the picture", () => {
    const tool = new PolygonTool(port);
    click(tool, -10, 5);
    click(tool, 200, 5);
    click(tool, 50, 90);
    tool.key("Enter");
    expect(port.notes).toEqual(["polygon + 0,5 99.99,5 50,79.99"]);
  });

  it("is kept while the pointer is elsewhere and forgotten after Escape", () => {
    const tool = new PolygonTool(port);
    triangle(tool);
    tool.leave();
    expect(port.outline).toMatchObject({ pointer: null });
    tool.cancel();
    expect(port.outline).toBeNull();
    expect(port.notes).toEqual([]);
  });
});

describe("LassoTool", () => {
  it("fills what a drag goes round; Alt subtracts", () => {
    const tool = new LassoTool(port);
    for (const alt of [false, true]) {
      tool.pointerDown(at(10, 10, { alt }));
      tool.pointerMove(at(20, 10));
      expect([tool.state, port.outline?.points.length]).toEqual(["drawing", 2]);
      tool.pointerUp(at(20, 20));
    }
    expect([tool.state, port.outline]).toEqual(["idle", null]);
    expect(port.notes).toEqual(["lasso + 10,10 20,10 20,20", "lasso - 10,10 20,10 20,20"]);
  });

  it("makes nothing of a click, nor after Escape", () => {
    const tool = new LassoTool(port);
    tool.pointerDown(at(10, 10));
    tool.pointerUp(at(10, 10));
    tool.pointerDown(at(10, 10));
    tool.pointerMove(at(20, 10));
    tool.pointerMove(at(20, 20));
    tool.cancel();
    tool.pointerUp(at(20, 20));
    expect([port.outline, port.notes]).toEqual([null, []]);
  });
});

describe("FillTool", () => {
  it("fills by a click on the picture; Alt or the right button subtracts", () => {
    const tool = new FillTool(port);
    for (const options of [{}, { alt: true }, { button: 2 }, { button: 1 }]) {
      tool.pointerDown(at(10, 20, options));
      tool.pointerUp(at(10.5, 20, options));
    }
    tool.pointerDown(at(100, 20));
    tool.pointerUp(at(100, 20));
    expect(port.notes).toEqual(["fill + 10,20", "fill - 10,20", "fill - 10,20"]);
  });

  it("makes nothing of a drag, nor after Escape", () => {
    const tool = new FillTool(port);
    tool.pointerDown(at(10, 20));
    tool.pointerUp(at(30, 20));
    tool.pointerDown(at(10, 20));
    tool.cancel();
    tool.pointerUp(at(10, 20));
    expect(port.notes).toEqual([]);
  });
});

describe("ToolHost with the editing tools", () => {
  const pan = (host: ToolHost) => {
    host.pointerDown(at(10, 10));
    host.pointerMove(at(11, 10));
    host.pointerUp(at(11, 10));
  };

  it("pans with Space in the middle of a polygon, which goes on afterwards", () => {
    const host = new ToolHost(port, "polygon");
    for (const [x, y] of [
      [10, 10],
      [40, 10],
    ] as const) {
      host.pointerDown(at(x, y));
      host.pointerUp(at(x, y));
    }
    host.holdSpace(true);
    pan(host);
    host.holdSpace(false);
    host.pointerDown(at(40, 40));
    expect(host.key("Enter")).toBe(true);
    expect(port.notes).toEqual(["pan 2 0", "polygon + 10,10 40,10 40,40"]);
  });

  it("ends a stroke when Space is pressed in its middle: what was painted counts", () => {
    const host = new ToolHost(port, "brush");
    host.pointerDown(at(10, 10));
    host.pointerMove(at(20, 10));
    host.holdSpace(true);
    host.pointerMove(at(30, 10));
    host.pointerUp(at(30, 10));
    host.holdSpace(false);
    expect(port.notes).toEqual(["paint 10,10 20,10"]);
  });

  it("keeps a polygon when the pointer leaves the canvas, and forgets it when another tool is taken", () => {
    const host = new ToolHost(port, "polygon");
    host.pointerDown(at(10, 10));
    host.leave();
    expect(port.outline?.points).toHaveLength(1);
    host.select("brush");
    expect(port.outline).toBeNull();
    expect(host.key("Enter")).toBe(false);
  });
});
