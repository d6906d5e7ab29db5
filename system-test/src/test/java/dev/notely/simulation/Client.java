package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.routing.RouteFailedException;
import dev.notely.proxy.store.StoreUnavailableException;
import dev.notely.store.notes.NoteAnswer;
import dev.notely.store.notes.NoteWrite;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A strict user: an operation after the other, through any proxy, writes with one key for all
 * attempts.
 */
final class Client implements Runnable {
  private static final int NOTES = 3;
  private static final int MAX_ATTEMPTS = 4;

  /**
   * The bound of a cut-over, and some messages: to abort it and to begin again, or to open the new
   * home of a lazy move and to ask both stores.
   */
  private static final long LONGEST_PAUSE_MICROS = 620_000;

  private final UUID account;
  private final Baton baton;
  private final Random random;
  private final Ledger ledger;
  private final Supplier<SimulatedProxy> proxies;
  private final Weather weather;
  private final String name;
  private final int operations;
  private final int tempo;
  private int writes;

  Client(
      UUID account,
      Baton baton,
      Random random,
      Ledger ledger,
      Supplier<SimulatedProxy> proxies,
      Weather weather,
      String name,
      int operations) {
    this.account = account;
    this.baton = baton;
    this.random = random;
    this.ledger = ledger;
    this.proxies = proxies;
    this.weather = weather;
    this.name = name;
    this.operations = operations;
    this.tempo = random.nextInt(3) == 0 ? 4_000 : 120_000;
  }

  @Override
  public void run() {
    for (int i = 0; i < operations; i++) {
      ByteString note = SimulatedCatalog.id(1 + random.nextInt(NOTES));
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> get(note);
        case 3 -> list();
        default -> write(note);
      }
      baton.pause(random.nextInt(random.nextInt(8) == 0 ? 1_500_000 : tempo));
    }
  }

  private void get(ByteString note) {
    int from = ledger.size();
    if (attempt(new SimulatedCall.Get(account, note)) instanceof NoteAnswer.One one) {
      boolean fresh =
          ledger.everSince(
              from,
              state ->
                  one.note().isPresent()
                      ? one.note().get().value().content().equals(state.get(note))
                      : !state.containsKey(note));
      if (!fresh) {
        baton.fail("FreshReads", name + " read " + one + " after " + ledger.latest());
      }
    }
  }

  private void list() {
    int from = ledger.size();
    int limit = random.nextInt(2) == 0 ? 1 + random.nextInt(NOTES) : 100;
    if (attempt(new SimulatedCall.List(account, ByteString.EMPTY, limit))
            instanceof NoteAnswer.Page page
        && !ledger.everSince(from, state -> firstOf(state.keySet(), limit).equals(page.ids()))) {
      baton.fail("FreshReads", name + " listed " + page + " after " + ledger.latest());
    }
  }

  private static List<ByteString> firstOf(Set<ByteString> ids, int limit) {
    return ids.stream()
        .sorted(ByteString.unsignedLexicographicalComparator())
        .limit(limit)
        .toList();
  }

  private void write(ByteString note) {
    ByteString key = ByteString.copyFromUtf8(name + "-" + ++writes);
    NoteWrite write =
        switch (random.nextInt(9)) {
          case 0, 1, 2 -> new NoteWrite.Create(note, key, 0, 0);
          case 3, 4, 5 -> new NoteWrite.Update(note, key, 0, 0);
          default -> new NoteWrite.Delete(note, 0);
        };
    long life = weather.trimsEarly ? random.nextInt(2_000) : 600_000;
    SimulatedCall.Write call =
        new SimulatedCall.Write(account, key, baton.now().toEpochMilli() + life, write);
    int from = ledger.size();
    for (int i = 0; i < MAX_ATTEMPTS; i++) {
      if (attempt(call) instanceof NoteAnswer.One one) {
        checkWrite(call, one, from);
        return;
      }
      baton.pause(random.nextInt(random.nextInt(4) == 0 ? 6_000_000 : 300_000));
    }
  }

  private void checkWrite(SimulatedCall.Write call, NoteAnswer.One answer, int from) {
    ByteString note = call.write().note();
    boolean right =
        switch (answer.outcome()) {
          case OK ->
              ledger.tookEffect(call.key())
                  || (call.write() instanceof NoteWrite.Delete
                      && ledger.everSince(from, state -> !state.containsKey(note)));
          case NOTE_NOT_FOUND -> ledger.everSince(from, state -> !state.containsKey(note));
          case ID_TAKEN -> ledger.everSince(from, state -> state.containsKey(note));
          case KEY_EXPIRED -> call.expiresMs() <= baton.now().toEpochMilli();
          case OLDER_UPDATE, PRECONDITION_FAILED, KEY_REUSED -> false;
        };
    if (!right) {
      baton.fail("NoLostWrite", name + " was told " + answer + " for " + call);
    }
  }

  /** The answer, or anything else where there was none. */
  private Object attempt(SimulatedCall call) {
    long began = baton.nowMicros();
    try {
      Object answer = proxies.get().route(call).body();
      // Where messages are quick, only a cut-over can hold an operation up, and only once.
      if (!weather.isRough() && baton.nowMicros() - began > LONGEST_PAUSE_MICROS) {
        baton.fail(
            "BoundedPause", name + " waited " + (baton.nowMicros() - began) + " us for " + call);
      }
      return answer;
    } catch (StoreUnavailableException | CatalogUnavailableException | RouteFailedException e) {
      return e;
    }
  }
}
