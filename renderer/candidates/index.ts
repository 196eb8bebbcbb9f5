export { CandidateGallery } from "./gallery.tsx";
