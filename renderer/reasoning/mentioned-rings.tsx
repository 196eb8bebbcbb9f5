import { Shape } from "react-konva";
import { cssColour, overlayColours } from "#renderer/theme";
import { useMentioned } from "./state.ts";
import { useSceneFacts } from "./use-scene-facts.ts";

const RADIUS = 14;

/** Rings around the objects that hovered words refer to. */
export function MentionedRings({ scale }: { readonly scale: number }) {
  const mentioned = useMentioned((state) => state.objects);
  const facts = useSceneFacts();
  const places = mentioned.flatMap((index) => (facts?.objects[index] ? [facts.objects[index].pixel] : []));
  if (places.length === 0) return null;
  return (
    <Shape
      listening={false}
      perfectDrawEnabled={false}
      sceneFunc={({ _context: context }) => {
        for (const [x, y] of places) {
          context.beginPath();
          context.arc(x, y, RADIUS / scale, 0, 2 * Math.PI);
          context.setLineDash([]);
          context.lineWidth = 5 / scale;
          context.strokeStyle = "rgba(0, 0, 0, 0.6)";
          context.stroke();
          context.lineWidth = 2.4 / scale;
          context.strokeStyle = cssColour(overlayColours.hovered);
          context.stroke();
        }
      }}
    />
  );
}
