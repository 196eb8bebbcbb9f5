import { z } from "zod";

/** Whose keys the studio begins with; a user's own changes lie on top. */
export const keyPresetSchema = z.enum(["studio", "cvat", "label-studio", "x-anylabeling"]);
export type KeyPreset = z.infer<typeof keyPresetSchema>;

/** "Mod+Shift+Z"; Mod is Ctrl, on a Mac the command key. */
export const keyCombinationSchema = z
  .string()
  .min(1)
  .max(40)
  .regex(/^(Mod\+)?(Alt\+)?(Shift\+)?(\S|[A-Z][A-Za-z]+[0-9]{0,2}|F[0-9]{1,2})$/, "Not a key such as Mod+Shift+Z.");

/** The keys of a person: a preset, and what differs from it by the action's name. No keys: the action has none. */
export const keymapSchema = z.object({
  preset: keyPresetSchema.default("studio"),
  changed: z.record(z.string().min(1).max(100), z.array(keyCombinationSchema).max(4)).default({}),
});
export type Keymap = z.infer<typeof keymapSchema>;
