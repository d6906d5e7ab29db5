package dev.notely.store.notes;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.Decision.Go;
import dev.notely.store.notes.NoteAnswer.One;
import dev.notely.store.notes.NoteAnswer.Outcome;
import dev.notely.store.notes.NoteAnswer.Part;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Users' operations, each in the transaction whose tables it is given. */
public final class NoteOperations {
  /** Entries that the request log of an account may have before the oldest go unexpired. */
  public static final int LOG_BOUND = 20_000;

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

  /** One note, where the former home of an overlaid account was not asked. */
  public NoteAnswer get(AccountTables tables, Proof proof, ByteString note) {
    return get(tables, proof, note, Fallback.UNASKED);
  }

  /** One note. */
  public NoteAnswer get(AccountTables tables, Proof proof, ByteString note, Fallback fallback) {
    return permitted(
        tables,
        proof,
        row -> {
          ByteString account = proof.account();
          Optional<StoredRecord> here = tables.record(account, note);
          if (here.isPresent() || !mayBeFormer(tables, account, row, note)) {
            return found(
                here,
                row,
                comparable(proof) && here.isEmpty() ? tables.tombstone(account, note) : 0);
          }
          return switch (fallback) {
            case Fallback.Unasked _ -> askFallback(row);
            case Fallback.None _ -> found(Optional.empty(), row, 0);
            case Fallback.Found(StoredRecord record) ->
                found(Optional.of(former(row, note, record)), row, 0);
          };
        });
  }

  private static One found(Optional<StoredRecord> record, Ownership row, long tombstone) {
    return new One(
        record.isPresent() ? Outcome.OK : Outcome.NOTE_NOT_FOUND,
        record.map(NoteVersion::of),
        row,
        false,
        Optional.empty(),
        tombstone,
        row.state() == RowState.READ_ONLY ? record : Optional.empty());
  }

  /**
   * Of a key that has no record here: the account is overlaid, and nobody has deleted the note
   * since.
   */
  private static boolean mayBeFormer(
      AccountTables tables, ByteString account, Ownership row, ByteString note) {
    return row.isOverlaid() && tables.tombstone(account, note) == 0;
  }

  private static NoteAnswer askFallback(Ownership row) {
    return new NoteAnswer.Refused(Refusal.ASK_FALLBACK, row.epoch(), false);
  }

  /** What the caller brings from the former home, if it can be from there. */
  private StoredRecord former(Ownership row, ByteString note, StoredRecord record) {
    if (!record.key().equals(note)) {
      throw new IllegalArgumentException("fallback.record.key is not the note that is asked for");
    }
    if (!rules.isFormer(row, record)) {
      throw new IllegalArgumentException(
          "fallback.record.seq is %d; the former home's last is %d"
              .formatted(record.seq(), row.keepFrom()));
    }
    return record;
  }

  /** Users do not ask whether a note that is not there ever was, and need not wait for it. */
  private static boolean comparable(Proof proof) {
    return proof.role() == Proof.Role.SHADOW;
  }

  /** A page of ids; of an overlaid account this store's part of it. */
  public NoteAnswer list(AccountTables tables, Proof proof, ByteString after, int limit) {
    return permitted(
        tables,
        proof,
        row -> {
          List<ByteString> found = tables.keys(proof.account(), after, limit + 1);
          boolean more = found.size() > limit;
          List<ByteString> ids = more ? List.copyOf(found.subList(0, limit)) : found;
          ByteString reach = more ? ids.getLast() : ByteString.EMPTY;
          return switch (row.state()) {
            case OVERLAID -> overlaid(tables, proof.account(), row, ids, after, reach, limit);
            case READ_ONLY ->
                new NoteAnswer.Page(ids, more, row, Optional.of(new Part(List.of(), reach)));
            default -> new NoteAnswer.Page(ids, more, row, Optional.empty());
          };
        });
  }

  /** Tombstones are bounded as ids are: where there are more, the page ends with the last. */
  private static NoteAnswer overlaid(
      AccountTables tables,
      ByteString account,
      Ownership row,
      List<ByteString> ids,
      ByteString after,
      ByteString idsReach,
      int limit) {
    int most = limit + 1;
    List<ByteString> found =
        tables.tombstones(account, new KeyRange(after, idsReach), most + 1).stream()
            .map(RecordVersion::key)
            .toList();
    boolean cut = found.size() > most;
    List<ByteString> tombstones = cut ? found.subList(0, most) : found;
    ByteString reach = cut ? tombstones.getLast() : idsReach;
    KeyRange complete = new KeyRange(after, reach);
    return new NoteAnswer.Page(
        ids.stream().filter(complete::contains).toList(),
        !reach.isEmpty(),
        row,
        Optional.of(new Part(tombstones, reach)));
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

  /** A write, where the former home of an overlaid account was not asked. */
  public NoteAnswer write(
      AccountTables tables, Proof proof, ByteString key, long keyExpiresMs, NoteWrite write) {
    return write(tables, proof, key, keyExpiresMs, write, Fallback.UNASKED);
  }

  /** A create, update or delete, once per key. */
  public NoteAnswer write(
      AccountTables tables,
      Proof proof,
      ByteString key,
      long keyExpiresMs,
      NoteWrite write,
      Fallback fallback) {
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
            : new Attempt(tables, proof.account(), home, key, keyExpiresMs, write).run(fallback);
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
    return new One(Outcome.OK, note, row, true, Optional.empty(), 0, Optional.empty());
  }

  private static NoteVersion version(LoggedOutcome outcome, ByteString content, LoggedWrite at) {
    return new NoteVersion(
        outcome.note(),
        new NoteValue(outcome.createdAtMs(), outcome.updatedAtMs(), content),
        at.seq());
  }

  private static One answer(Outcome outcome, Optional<NoteVersion> note, Ownership row) {
    return new One(outcome, note, row, false, Optional.empty(), 0, Optional.empty());
  }

  private static NoteAnswer refused(Decision.Refused refused, Ownership row) {
    return new NoteAnswer.Refused(refused.refusal(), row.epoch(), refused.alarm());
  }

  /**
   * The version that a write finds.
   *
   * @param isHere else it is at the former home of an overlaid account
   */
  private record Previous(StoredRecord record, boolean isHere) {
    NoteVersion version() {
      return NoteVersion.of(record);
    }
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

    NoteAnswer run(Fallback fallback) {
      Optional<StoredRecord> here = tables.record(account, write.note());
      if (here.isPresent() || !mayBeFormer(tables, account, row, write.note())) {
        return run(here.map(record -> new Previous(record, true)));
      }
      // What is not known to be nowhere is deleted blindly: a tombstone is right in any case.
      if (write instanceof NoteWrite.Delete(ByteString note, long ifSeq) && ifSeq == 0) {
        return buried(note);
      }
      return switch (fallback) {
        case Fallback.Unasked _ -> askFallback(row);
        case Fallback.None _ -> run(Optional.empty());
        case Fallback.Found(StoredRecord record) ->
            run(Optional.of(new Previous(former(row, write.note(), record), false)));
      };
    }

    private NoteAnswer run(Optional<Previous> previous) {
      return switch (write) {
        case NoteWrite.Create create -> create(create, previous);
        case NoteWrite.Update update -> update(update, previous);
        case NoteWrite.Delete delete -> delete(delete, previous);
      };
    }

    private NoteAnswer create(NoteWrite.Create create, Optional<Previous> previous) {
      if (previous.isPresent()) {
        NoteVersion stored = previous.get().version();
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

    private NoteAnswer update(NoteWrite.Update update, Optional<Previous> previous) {
      if (previous.isEmpty()) {
        return answer(Outcome.NOTE_NOT_FOUND, Optional.empty(), row);
      }
      NoteVersion stored = previous.get().version();
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

    private NoteAnswer delete(NoteWrite.Delete delete, Optional<Previous> previous) {
      if (previous.isEmpty()) {
        Outcome outcome = delete.ifSeq() == 0 ? Outcome.OK : Outcome.PRECONDITION_FAILED;
        return answer(outcome, Optional.empty(), row);
      }
      StoredRecord before = previous.get().record();
      if (delete.ifSeq() != 0 && delete.ifSeq() != before.seq()) {
        return answer(Outcome.PRECONDITION_FAILED, Optional.of(previous.get().version()), row);
      }
      return previous.get().isHere()
          ? deleted(delete.note(), RecordChanges.remove(tables, account, row, before, seq))
          : buried(delete.note());
    }

    private NoteAnswer buried(ByteString note) {
      return deleted(note, RecordChanges.bury(tables, account, row, note, seq));
    }

    private NoteAnswer deleted(ByteString note, Ownership after) {
      remember(after, new LoggedOutcome(write.requestHash(), note, 0, 0, true));
      return committed(
          Optional.empty(), after, new StoredRecord(note, seq, true, ByteString.EMPTY));
    }

    /** A version that is not here is brought and replaced at once: only the new one is stored. */
    private NoteAnswer store(Optional<Previous> previous, NoteValue value) {
      NoteVersion version = new NoteVersion(write.note(), value, seq);
      StoredRecord record = version.toRecord();
      if (previous.isPresent() && !previous.get().isHere()) {
        RecordChanges.requireFree(tables, account, record.key());
      }
      Optional<StoredRecord> replaced = previous.filter(Previous::isHere).map(Previous::record);
      Ownership after = RecordChanges.put(tables, account, row, replaced, record);
      remember(
          after,
          new LoggedOutcome(
              write.requestHash(), write.note(), value.createdAtMs(), value.updatedAtMs(), false));
      return committed(Optional.of(version), after, record);
    }

    private static NoteAnswer committed(
        Optional<NoteVersion> note, Ownership after, StoredRecord record) {
      return new One(Outcome.OK, note, after, false, Optional.of(record), 0, Optional.empty());
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
