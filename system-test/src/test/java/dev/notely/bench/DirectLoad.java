package dev.notely.bench;

import com.google.protobuf.ByteString;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.proto.notes.v1.WriteKey;
import dev.notely.proto.store.v1.Proof;
import dev.notely.proto.store.v1.ReadRequest;
import dev.notely.proto.store.v1.Refusal;
import dev.notely.proto.store.v1.StoreNoteServiceGrpc;
import dev.notely.proto.store.v1.WriteRequest;
import dev.notely.proxy.store.Ids;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The same clients straight at one store, by gRPC and without threads: each asks again when it is
 * answered.
 */
final class DirectLoad {
  private static final long DEADLINE_S = 10;

  private final StoreNoteServiceGrpc.StoreNoteServiceStub store;
  private final Map<UUID, Proof> proofs;
  private final Keys keys = new Keys();
  private volatile boolean stopped;

  private DirectLoad(Channel channel, Map<UUID, Proof> proofs) {
    store = StoreNoteServiceGrpc.newStub(channel);
    this.proofs = proofs;
  }

  /**
   * Runs for some seconds.
   *
   * @param store that is the home of all the users' accounts
   */
  static LoadFigures run(BenchSystem system, String store, List<User> users, int seconds)
      throws InterruptedException {
    DirectLoad load =
        new DirectLoad(system.stores().channel(store), system.proofs(User.accounts(users)));
    return system.felt(load.run(() -> system.cpu(List.of(store)), users, seconds));
  }

  private LoadFigures run(Supplier<CpuTimes> cpu, List<User> users, int seconds)
      throws InterruptedException {
    CpuTimes cpuBefore = cpu.get();
    long began = System.nanoTime();
    List<Tally> tallies = new ArrayList<>();
    CountDownLatch last = new CountDownLatch(users.size());
    for (User user : users) {
      Tally tally = new Tally();
      tallies.add(tally);
      new Client(user, tally, last).ask();
    }
    TimeUnit.SECONDS.sleep(seconds);
    stopped = true;
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (!last.await(2 * DEADLINE_S, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the store has not answered every client");
    }
    return Tally.sum(tallies, took, cpu.get().since(cpuBefore));
  }

  /** Of writes: no two are the same, whoever else gives some. */
  static final class Keys {
    private final long giver = UUID.randomUUID().getMostSignificantBits();
    private final AtomicLong given = new AtomicLong();

    UUID next() {
      return new UUID(giver, given.incrementAndGet());
    }
  }

  /** One at a time: after the first, all happens on the channel's event loop. */
  private final class Client {
    private final User user;
    private final Tally tally;
    private final CountDownLatch last;

    private Client(User user, Tally tally, CountDownLatch last) {
      this.user = user;
      this.tally = tally;
      this.last = last;
    }

    private void ask() {
      if (stopped) {
        last.countDown();
        return;
      }
      Operation operation = user.next();
      long sent = System.nanoTime();
      var stub = store.withDeadlineAfter(DEADLINE_S, TimeUnit.SECONDS);
      if (operation.isWrite()) {
        stub.write(
            write(operation),
            new Reply<>(
                this, operation, sent, reply -> answer(reply.getRefusal(), reply.getAnswer())));
      } else {
        stub.read(
            read(operation),
            new Reply<>(
                this, operation, sent, reply -> answer(reply.getRefusal(), reply.getNote())));
      }
    }

    private void answered(Operation operation, Answer answer, long sent) {
      tally.answered(operation, user.judge(operation, answer), sent, sent);
      ask();
    }
  }

  /** Of one call: its answer comes first, and its end asks the next. */
  private static final class Reply<M> implements StreamObserver<M> {
    private final Client client;
    private final Operation operation;
    private final long sent;
    private final Function<M, Answer> reading;
    private Answer answer = new Answer.Failed("no answer");

    private Reply(Client client, Operation operation, long sent, Function<M, Answer> reading) {
      this.client = client;
      this.operation = operation;
      this.sent = sent;
      this.reading = reading;
    }

    @Override
    public void onNext(M message) {
      answer = reading.apply(message);
    }

    @Override
    public void onError(Throwable failure) {
      client.answered(operation, new Answer.Failed(String.valueOf(failure.getMessage())), sent);
    }

    @Override
    public void onCompleted() {
      client.answered(operation, answer, sent);
    }
  }

  private Proof proof(Operation operation) {
    Proof proof = proofs.get(operation.account());
    if (proof == null) {
      throw new IllegalArgumentException("no proof of account " + operation.account());
    }
    return proof;
  }

  private ReadRequest read(Operation operation) {
    return ReadRequest.newBuilder()
        .setProof(proof(operation))
        .setGet(
            GetNote.newBuilder()
                .setAccount(Ids.bytes(operation.account()))
                .setNote(Ids.bytes(operation.note())))
        .build();
  }

  private WriteRequest write(Operation operation) {
    WriteKey key =
        WriteKey.newBuilder()
            .setKey(Ids.bytes(keys.next()))
            .setExpiresMs(System.currentTimeMillis() + TimeUnit.MINUTES.toMillis(1))
            .build();
    ByteString account = Ids.bytes(operation.account());
    ByteString note = Ids.bytes(operation.note());
    ByteString content = ByteString.copyFromUtf8(operation.content());
    WriteRequest.Builder request = WriteRequest.newBuilder().setProof(proof(operation));
    if (operation.kind() == Operation.Kind.CREATE) {
      request.setCreate(
          CreateNote.newBuilder()
              .setAccount(account)
              .setKey(key)
              .setNote(note)
              .setContent(content));
    } else {
      request.setUpdate(
          UpdateNote.newBuilder()
              .setAccount(account)
              .setKey(key)
              .setNote(note)
              .setContent(content));
    }
    return request.build();
  }

  private static Answer answer(Refusal refusal, NoteAnswer answer) {
    if (refusal != Refusal.NOT_REFUSED || answer.getOutcome() != Outcome.OK) {
      return new Answer.Wrong(refusal + ", " + answer.getOutcome());
    }
    return new Answer.Done(answer.getNote().getContent().toStringUtf8());
  }
}
