package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.store.notes.AccountTables;
import dev.notely.store.notes.Fallback;
import dev.notely.store.notes.FinalState;
import dev.notely.store.notes.InMemoryTables;
import dev.notely.store.notes.InspectionOperations;
import dev.notely.store.notes.KeyRange;
import dev.notely.store.notes.LoggedWrite;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteOperations;
import dev.notely.store.notes.NoteWrite;
import dev.notely.store.notes.Ownership;
import dev.notely.store.notes.OwnershipRules;
import dev.notely.store.notes.Proof;
import dev.notely.store.notes.RecordBatch;
import dev.notely.store.notes.RecordOperations;
import dev.notely.store.notes.RecordReply;
import dev.notely.store.notes.Refusal;
import dev.notely.store.notes.RowState;
import dev.notely.store.notes.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The real operations and rules of a store, over tables in memory. */
final class SimulatedStore {
  private static final int LOG_PIECE = 2;
  private static final double DIES_AMID_AN_OPENING = 0.1;

  final Network.Server server;
  final InMemoryTables tables = new InMemoryTables();
  private final RecordOperations records;
  private final NoteOperations notes;
  private final InspectionOperations look;
  private final ByteString account;
  private final Baton baton;
  private final Ledger ledger;
  private final Mutation mutation;
  private final Weather weather;
  private final BooleanSupplier mayDiffer;

  SimulatedStore(String name, Baton baton, Weather weather, Ledger ledger, Mutation mutation) {
    this(new Network.Server(name), World.ACCOUNT_BYTES, baton, weather, ledger, mutation);
  }

  /** What a store, which may have others, holds of one account. */
  SimulatedStore(
      Network.Server server,
      ByteString account,
      Baton baton,
      Weather weather,
      Ledger ledger,
      Mutation mutation) {
    this(server, account, baton, weather, ledger, mutation, () -> false);
  }

  /**
   * @param mayDiffer copies may be other than what was sent: something is wrong with the line
   */
  SimulatedStore(
      Network.Server server,
      ByteString account,
      Baton baton,
      Weather weather,
      Ledger ledger,
      Mutation mutation,
      BooleanSupplier mayDiffer) {
    this.mayDiffer = mayDiffer;
    this.server = server;
    this.account = account;
    this.baton = baton;
    this.ledger = ledger;
    this.weather = weather;
    this.mutation = mutation;
    OwnershipRules rules = mutation.rules(server.name);
    this.records = new RecordOperations(rules);
    this.notes = new NoteOperations(rules, baton::now);
    this.look = new InspectionOperations(rules);
  }

  Ownership row() {
    return tables.ownership(account);
  }

  NoteAnswer answer(Proof proof, SimulatedCall call, Fallback fallback) {
    boolean unknown = row().state() == RowState.NONE;
    NoteAnswer answer = execute(proof, call, fallback);
    if (answer instanceof NoteAnswer.Refused refused && refused.alarm() && !unknown) {
      baton.fail("NoAlarm", server.name + " was asked what cannot be: " + proof + " of " + row());
    }
    return answer;
  }

  private NoteAnswer execute(Proof proof, SimulatedCall call, Fallback fallback) {
    return switch (call) {
      case SimulatedCall.Get(_, ByteString note) ->
          inTransaction(tables -> notes.get(tables, proof, note, fallback));
      case SimulatedCall.List(_, ByteString after, int limit) ->
          inTransaction(tables -> notes.list(tables, proof, after, limit));
      // The former home only tells what there is of the note.
      case SimulatedCall.Write write when proof.role() == Proof.Role.FALLBACK ->
          inTransaction(tables -> notes.get(tables, proof, write.write().note()));
      case SimulatedCall.Write write -> write(proof, write, fallback);
    };
  }

  private NoteAnswer write(Proof proof, SimulatedCall.Write call, Fallback fallback) {
    long seqBefore = row().lastSeq();
    NoteAnswer answer =
        inTransaction(tables ->
            notes.write(
                mutation.writing(tables, weather),
                proof,
                call.key(),
                call.expiresMs(),
                call.write(),
                fallback));
    if (row().lastSeq() != seqBefore) {
      ByteString content =
          switch (call.write()) {
            case NoteWrite.Create create -> create.content();
            case NoteWrite.Update update -> update.content();
            case NoteWrite.Delete _ -> ByteString.EMPTY;
          };
      ledger.effect(server.name, call.key(), call.write().note(), content);
    }
    return answer;
  }

  /** A command; where it leaves the row purging, the rest is removed in the background. */
  RecordReply command(BiFunction<RecordOperations, AccountTables, RecordReply> command) {
    RecordReply reply = inTransaction(tables -> command.apply(records, tables));
    alarm(reply);
    if (row().purging()) {
      baton.later(weather.latencyMicros(), this::purge);
    }
    return reply;
  }

  /**
   * The log of an account that is to be opened comes piece by piece, as in a real store.
   *
   * @return empty if the process has died between two of them
   */
  Optional<RecordReply> open(Proof proof, long lastSeq, long keyMark, List<LoggedWrite> log) {
    int put = 0;
    while (put + LOG_PIECE < log.size()) {
      List<LoggedWrite> piece = log.subList(put, put + LOG_PIECE);
      RecordReply reply =
          command((records, tables) ->
              mutation.opensWithAPart()
                  ? records.open(tables, proof, lastSeq, keyMark, piece)
                  : records.prepare(tables, proof, lastSeq, piece));
      if (!reply.isDone() || reply.row().epoch() >= proof.epoch()) {
        return Optional.of(reply);
      }
      put += LOG_PIECE;
      if (weather.isRough() && weather.happens(DIES_AMID_AN_OPENING)) {
        return Optional.empty();
      }
    }
    List<LoggedWrite> rest = log.subList(put, log.size());
    return Optional.of(
        command((records, tables) -> records.open(tables, proof, lastSeq, keyMark, rest)));
  }

  RecordReply dual(Proof proof, List<StoredRecord> committed) {
    RecordReply reply =
        inTransaction(tables -> records.dual(mutation.dualWriting(tables), proof, committed));
    alarm(reply);
    return reply;
  }

  RecordReply drain(Proof proof, List<StoredRecord> left) {
    return drain(proof, left, mutation::draining);
  }

  RecordReply drain(Proof proof, List<StoredRecord> left, UnaryOperator<AccountTables> seen) {
    RecordReply reply = inTransaction(tables -> records.drain(seen.apply(tables), proof, left));
    alarm(reply);
    return reply;
  }

  private void purge() {
    if (!inTransaction(tables -> records.purgeChunk(tables, account))) {
      baton.later(weather.latencyMicros(), this::purge);
    }
  }

  RecordReply repair(Proof proof, KeyRange range, List<StoredRecord> wanted) {
    return inTransaction(
        tables -> look.repair(tables, proof, range, wanted, look.drift(tables, account)));
  }

  RecordReply apply(Proof proof, RecordBatch batch, Optional<FinalState> ready) {
    try {
      return inTransaction(tables -> records.apply(mutation.applying(tables), proof, batch, ready));
    } catch (RecordOperations.NotReadyException e) {
      alarm(e.reply());
      return e.reply();
    }
  }

  /** What must never be asked of a store if everybody keeps to the protocol. */
  private void alarm(RecordReply reply) {
    boolean expected =
        reply.refusal().equals(Optional.of(Refusal.MISMATCH)) && mayDiffer.getAsBoolean();
    if (reply.alarm() && !expected) {
      baton.fail("NoAlarm", server.name + " was asked what cannot be: " + reply);
    }
  }

  <R> R inTransaction(Function<AccountTables, R> work) {
    return tables.inTransaction(account, work);
  }

  RecordOperations records() {
    return records;
  }

  InspectionOperations look() {
    return look;
  }

  ByteString account() {
    return account;
  }
}
