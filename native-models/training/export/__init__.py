"""From a trained module to a pack: graph, halved weights, stored examples, manifest."""
