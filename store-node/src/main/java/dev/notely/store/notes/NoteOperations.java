package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.NoteAnswer.One;
import dev.notely.store.notes.NoteAnswer.Outcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Users' operations, each in the transaction whose tables it is given. */
public final class NoteOperations {
  /** Entries that the request log of an account may have before the oldest go unexpired. */
  static final int LOG_BOUND = 20_000;

  private static final int TRIM_PER_WRITE = 4;

  private final OwnershipRules rules;
  private final InstantSource clock;
  private final int logBound;

  /**
   * Operations of one store.
   *
   * @param clock gives times to notes that bring none, and the time by which the request log is
   *     trimmed
   */
  public NoteOperations(OwnershipRules rules, InstantSource clock) {
    this(rules, clock, LOG_BOUND);
  }

  NoteOperations(OwnershipRules rules, InstantSource clock, int logBound) {
    this.rules = rules;
    this.clock = clock;
    this.logBound = logBound;
  }

  /** True where the proof would change the row: then the read needs a writing transaction. */
  public boolean opens(AccountTables tables, Proof proof) {
    Ownership row = tables.ownership(proof.account());
    return rules.read(row, proof) instanceof Go(Ownership after) && !after.equals(row);
  }

  /** One note. */
  public NoteAnswer get(AccountTables tables, Proof proof, ByteString note) {
    return permitted(
        tables,
        proof,
        row -> {
          Optional<NoteVersion> found = tables.record(proof.account(), note).map(NoteVersion::of);
          return new One(
              found.isPresent() ? Outcome.OK : Outcome.NOTE_NOT_FOUND,
              found,
              row,
              false,
              Optional.empty(),
              comparable(proof) && found.isEmpty() ? tables.tombstone(proof.account(), note) : 0);
        });
  }

  /** Users do not ask whether a note that is not there ever was, and need not wait for it. */
  private static boolean comparable(Proof proof) {
    return proof.role() == Proof.Role.SHADOW;
  }

  /** A page of ids. */
  public NoteAnswer list(AccountTables tables, Proof proof, ByteString after, int limit) {
    return permitted(
        tables,
        proof,
        row -> {
          List<ByteString> ids = tables.keys(proof.account(), after, limit + 1);
          boolean more = ids.size() > limit;
          return new NoteAnswer.Page(more ? List.copyOf(ids.subList(0, limit)) : ids, more, row);
        });
  }

  private NoteAnswer permitted(
      AccountTables tables, Proof proof, java.util.function.Function<Ownership, NoteAnswer> read) {
    Ownership row = tables.ownership(proof.account());
    return switch (rules.read(row, proof)) {
      case Decision.Refused refused -> refused(refused, row);
      case Go(Ownership after) -> {
        if (!after.equals(row)) {
          tables.putOwnership(proof.account(), after);
        }
        yield read.apply(after);
      }
    };
  }

  /** A create, update or delete, once per key. */
  public NoteAnswer write(
      AccountTables tables, Proof proof, ByteString key, long keyExpiresMs, NoteWrite write) {
    Ownership row = tables.ownership(proof.account());
    return switch (rules.write(row, proof)) {
      case Decision.Refused refused -> refused(refused, row);
      case Go(Ownership home) -> {
        if (!home.equals(row)) {
          tables.putOwnership(proof.account(), home);
        }
        Optional<LoggedWrite> logged = tables.logged(proof.account(), key);
        if (logged.isPresent()) {
          yield again(logged.get(), write, home);
        }
        // Not above the mark: an earlier attempt may have happened and been forgotten.
        yield keyExpiresMs <= home.keyMark()
            ? answer(Outcome.KEY_EXPIRED, Optional.empty(), home)
            : new Attempt(tables, proof.account(), home, key, keyExpiresMs, write).run();
      }
    };
  }

  private static NoteAnswer again(LoggedWrite logged, NoteWrite write, Ownership row) {
    LoggedOutcome outcome = LoggedOutcome.decode(logged.outcome());
    if (outcome.requestHash() != write.requestHash()) {
      return answer(Outcome.KEY_REUSED, Optional.empty(), row);
    }
    Optional<NoteVersion> note =
        switch (write) {
          case NoteWrite.Create create -> Optional.of(version(outcome, create.content(), logged));
          case NoteWrite.Update update -> Optional.of(version(outcome, update.content(), logged));
          case NoteWrite.Delete _ -> Optional.empty();
        };
    return new One(Outcome.OK, note, row, true, Optional.empty(), 0);
  }

  private static NoteVersion version(LoggedOutcome outcome, ByteString content, LoggedWrite at) {
    return new NoteVersion(
        outcome.note(),
        new NoteValue(outcome.createdAtMs(), outcome.updatedAtMs(), content),
        at.seq());
  }

  private static One answer(Outcome outcome, Optional<NoteVersion> note, Ownership row) {
    return new One(outcome, note, row, false, Optional.empty(), 0);
  }

  private static NoteAnswer refused(Decision.Refused refused, Ownership row) {
    return new NoteAnswer.Refused(refused.refusal(), row.epoch(), refused.alarm());
  }

  /** A write that may take effect. */
  private final class Attempt {
    private final AccountTables tables;
    private final ByteString account;
    private final Ownership row;
    private final ByteString key;
    private final long expiresMs;
    private final NoteWrite write;
    private final long seq;

    Attempt(
        AccountTables tables,
        ByteString account,
        Ownership row,
        ByteString key,
        long expiresMs,
        NoteWrite write) {
      this.tables = tables;
      this.account = account;
      this.row = row;
      this.key = key;
      this.expiresMs = expiresMs;
      this.write = write;
      this.seq = row.lastSeq() + 1;
    }

    NoteAnswer run() {
      Optional<StoredRecord> previous = tables.record(account, write.note());
      return switch (write) {
        case NoteWrite.Create create -> create(create, previous);
        case NoteWrite.Update update -> update(update, previous);
        case NoteWrite.Delete delete -> delete(delete, previous);
      };
    }

    private NoteAnswer create(NoteWrite.Create create, Optional<StoredRecord> previous) {
      if (previous.isPresent()) {
        NoteVersion stored = NoteVersion.of(previous.get());
        return answer(
            sameNote(create, stored.value()) ? Outcome.OK : Outcome.ID_TAKEN,
            Optional.of(stored),
            row);
      }
      if (tables.takenByAnother(account, create.note())) {
        return answer(Outcome.ID_TAKEN, Optional.empty(), row);
      }
      long created = create.createdAtMs() == 0 ? clock.millis() : create.createdAtMs();
      long updated = create.updatedAtMs() == 0 ? created : create.updatedAtMs();
      return store(previous, new NoteValue(created, updated, create.content()));
    }

    private static boolean sameNote(NoteWrite.Create create, NoteValue stored) {
      return create.content().equals(stored.content())
          && (create.createdAtMs() == 0 || create.createdAtMs() == stored.createdAtMs())
          && (create.updatedAtMs() == 0 || create.updatedAtMs() == stored.updatedAtMs());
    }

    private NoteAnswer update(NoteWrite.Update update, Optional<StoredRecord> previous) {
      if (previous.isEmpty()) {
        return answer(Outcome.NOTE_NOT_FOUND, Optional.empty(), row);
      }
      NoteVersion stored = NoteVersion.of(previous.get());
      if (update.ifSeq() != 0 && update.ifSeq() != stored.seq()) {
        return answer(Outcome.PRECONDITION_FAILED, Optional.of(stored), row);
      }
      long before = stored.value().updatedAtMs();
      if (update.updatedAtMs() != 0 && update.updatedAtMs() <= before) {
        return answer(Outcome.OLDER_UPDATE, Optional.of(stored), row);
      }
      // Never equal to the version before: of two updates in one millisecond the later one wins.
      long updated =
          update.updatedAtMs() == 0 ? Math.max(clock.millis(), before + 1) : update.updatedAtMs();
      return store(
          previous, new NoteValue(stored.value().createdAtMs(), updated, update.content()));
    }

    private NoteAnswer delete(NoteWrite.Delete delete, Optional<StoredRecord> previous) {
      if (previous.isEmpty()) {
        Outcome outcome = delete.ifSeq() == 0 ? Outcome.OK : Outcome.PRECONDITION_FAILED;
        return answer(outcome, Optional.empty(), row);
      }
      if (delete.ifSeq() != 0 && delete.ifSeq() != previous.get().seq()) {
        return answer(Outcome.PRECONDITION_FAILED, previous.map(NoteVersion::of), row);
      }
      Ownership after = RecordChanges.remove(tables, account, row, previous.get(), seq);
      remember(after, new LoggedOutcome(write.requestHash(), delete.note(), 0, 0, true));
      return committed(
          Optional.empty(), after, new StoredRecord(delete.note(), seq, true, ByteString.EMPTY));
    }

    private NoteAnswer store(Optional<StoredRecord> previous, NoteValue value) {
      NoteVersion version = new NoteVersion(write.note(), value, seq);
      StoredRecord record = version.toRecord();
      Ownership after = RecordChanges.put(tables, account, row, previous, record);
      remember(
          after,
          new LoggedOutcome(
              write.requestHash(), write.note(), value.createdAtMs(), value.updatedAtMs(), false));
      return committed(Optional.of(version), after, record);
    }

    private static NoteAnswer committed(
        Optional<NoteVersion> note, Ownership after, StoredRecord record) {
      return new One(Outcome.OK, note, after, false, Optional.of(record), 0);
    }

    /** Log, mark and row in the write's own transaction: a retry finds all of it or nothing. */
    private void remember(Ownership after, LoggedOutcome outcome) {
      tables.putLogged(
          account, new LoggedWrite(key, expiresMs, seq, outcome.encode()), row.keepsChanges());
      // Over the bound the oldest go too: the mark makes sure that nobody takes them for unused.
      long forgetUntil = row.logEntries() >= logBound ? Long.MAX_VALUE : clock.millis();
      AccountTables.Trimmed trimmed = tables.trimLog(account, forgetUntil, TRIM_PER_WRITE);
      tables.putOwnership(
          account, after.withKeyMark(trimmed.markMs()).plusLogEntries(1L - trimmed.entries()));
    }
  }
}
