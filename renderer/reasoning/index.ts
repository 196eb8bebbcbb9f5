export { chatMentions } from "./chat-mentions.ts";
export { LinkedQuestion } from "./linked-question.tsx";
export { MentionedRings } from "./mentioned-rings.tsx";
export { type Mention, type Piece, piecesWith } from "./pieces.ts";
export { ReasoningPanel, reasonings } from "./reasoning-panel.tsx";
export { candidateOfObject, questionMentions, reasoningMentions, type SceneFacts } from "./scene-mentions.ts";
