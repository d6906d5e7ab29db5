package dev.notely.store.notes;

import dev.notely.store.notes.Resolution.How;
import java.time.InstantSource;
import java.util.Optional;

/** Decides about rows that are no records, each in the transaction whose tables it is given. */
final class ResolveOperations {
  private final OwnershipRules rules;
  private final InstantSource clock;

  ResolveOperations(OwnershipRules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  Resolve.Outcome resolve(
      LegacyTables tables, UnconvertedRows rows, String source, long number, Resolve wanted) {
    Optional<UnconvertedRow> found = rows.find(source, number);
    if (found.isEmpty()) {
      return new Resolve.Unknown();
    }
    UnconvertedRow row = found.get();
    How how =
        switch (wanted) {
          case Resolve.Fix _ -> How.FIX;
          case Resolve.Drop _ -> How.DROP;
        };
    if (row.resolution().isPresent()) {
      return again(row.resolution().get(), how, wanted, tables);
    }
    Resolution resolution = new Resolution(how, wanted.reason(), wanted.actor(), clock.millis());
    return switch (wanted) {
      case Resolve.Fix fix -> fix(tables, rows, row, fix, resolution);
      case Resolve.Drop _ -> {
        rows.resolved(row, resolution);
        yield new Resolve.Done(resolution, Ownership.NONE);
      }
    };
  }

  private static Resolve.Outcome again(
      Resolution before, How how, Resolve wanted, LegacyTables tables) {
    if (!before.isAgain(how, wanted.reason(), wanted.actor())) {
      return new Resolve.NotPossible(
          "the row was resolved before (%s by %s: %s)"
              .formatted(before.how(), before.actor(), before.reason()));
    }
    return new Resolve.Done(
        before,
        wanted instanceof Resolve.Fix fix
            ? tables.ownership(fix.proof().account())
            : Ownership.NONE);
  }

  private Resolve.Outcome fix(
      LegacyTables tables,
      UnconvertedRows rows,
      UnconvertedRow found,
      Resolve.Fix fix,
      Resolution resolution) {
    Proof proof = fix.proof();
    Ownership before = tables.ownership(proof.account());
    return switch (rules.writeWhole(before, proof)) {
      case Decision.Refused(Refusal refusal, boolean alarm) ->
          new Resolve.Refused(new RecordReply(Optional.of(refusal), before, alarm));
      case Decision.Go(Ownership home) -> {
        if (!found.account().isEmpty() && !found.account().equals(proof.account())) {
          yield new Resolve.NotPossible(
              "the row's creator is the account " + UuidText.of(found.account()));
        }
        StoredRecord record =
            new StoredRecord(fix.id(), home.lastSeq() + 1, false, fix.value().encode());
        boolean own = rows.takeOver(tables, found, proof.account(), record);
        if (!own && tables.takenByAnother(proof.account(), fix.id())) {
          yield new Resolve.NotPossible("the id " + UuidText.of(fix.id()) + " is taken");
        }
        Ownership after =
            RecordChanges.put(tables, proof.account(), home, Optional.empty(), record);
        tables.putOwnership(proof.account(), after);
        rows.resolved(found, resolution);
        yield new Resolve.Done(resolution, after);
      }
    };
  }
}
