import { useState } from "react";
import { useText } from "#renderer/language";
import { EndpointKey } from "./endpoint-key.tsx";
import { EndpointTrial } from "./endpoint-trial.tsx";

interface SavedEndpointProps {
  readonly url: string;
  /** How often the fields above were changed or saved: a trial's outcome holds only until the next time. */
  readonly edits: number;
  /** The fields say something else than what is saved. */
  readonly isChanged: boolean;
}

/** What an endpoint has once it is saved: a key, and a way to try it. Only what is saved can be tried. */
export function SavedEndpoint({ url, edits, isChanged }: SavedEndpointProps) {
  const words = useText().endpoint;
  const [typedKey, setTypedKey] = useState("");
  const [keyEdits, setKeyEdits] = useState(0);
  const hindrance = isChanged ? words.trialUnsaved : typedKey.trim() !== "" ? words.trialKeyUnset : null;
  return (
    <>
      <EndpointKey url={url} typed={typedKey} onType={setTypedKey} onEdit={() => setKeyEdits((before) => before + 1)} />
      <EndpointTrial key={`${edits} ${keyEdits}`} hindrance={hindrance} />
    </>
  );
}
