package dev.notely.store.catalog;

/** Who or what made something happen; the evidence is JSON or empty. */
public record Cause(String actor, String reason, String evidence) {
  static Cause of(String actor) {
    return new Cause(actor, "", "");
  }
}
