package dev.notely.gateway.http;

import com.google.protobuf.Message;
import dev.notely.proto.accounts.v1.Account;
import dev.notely.proto.accounts.v1.AccountPage;
import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.CreateAccount;
import dev.notely.proto.accounts.v1.GetAccount;
import dev.notely.proto.accounts.v1.ListAccounts;
import dev.notely.proto.accounts.v1.ListStores;
import dev.notely.proto.accounts.v1.Store;
import dev.notely.proto.accounts.v1.StoreList;
import dev.notely.proto.accounts.v1.StoreServiceGrpc;
import dev.notely.proto.catalog.v1.MemberServiceGrpc;
import dev.notely.proto.catalog.v1.Members;
import dev.notely.proto.catalog.v1.ProxyMember;
import dev.notely.proto.catalog.v1.WatchMembers;
import dev.notely.proto.notes.v1.CreateNote;
import dev.notely.proto.notes.v1.DeleteNote;
import dev.notely.proto.notes.v1.GetNote;
import dev.notely.proto.notes.v1.ListAnswer;
import dev.notely.proto.notes.v1.ListNotes;
import dev.notely.proto.notes.v1.Note;
import dev.notely.proto.notes.v1.NoteAnswer;
import dev.notely.proto.notes.v1.NoteServiceGrpc;
import dev.notely.proto.notes.v1.Outcome;
import dev.notely.proto.notes.v1.UpdateNote;
import dev.notely.runtime.grpc.HostPort;
import dev.notely.runtime.grpc.Transport;
import dev.notely.runtime.overload.WaitsBehind;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A proxy and a catalog in one: keeps notes in a map, and fails as it is told. */
final class FakeProxy implements AutoCloseable {
  private final Server proxy;
  private final Server catalog;
  private final Map<com.google.protobuf.ByteString, Note> notes = new ConcurrentHashMap<>();
  private final AtomicLong seq = new AtomicLong();
  final Queue<Status> failures = new ConcurrentLinkedQueue<>();

  /** True: it fails for the sake of a store behind it. */
  volatile boolean failsForAStore;

  final Queue<com.google.protobuf.ByteString> keys = new ConcurrentLinkedQueue<>();

  /** What was asked about migrations. */
  final Queue<Message> asked = new ConcurrentLinkedQueue<>();

  /** The catalog's releases. */
  final FakeReleases releases = new FakeReleases();

  final FakeMigrations migrations = new FakeMigrations(asked, this::fails);

  volatile @Nullable NoteAnswer nextAnswer;

  /** While set, gets are not answered. */
  volatile boolean holding;

  /** Gets that wait for their answers. */
  final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  FakeProxy(Transport transport) throws IOException {
    HostPort any = new HostPort("127.0.0.1", 0);
    List<BindableService> services = List.of(new Notes(), new Accounts(), new Stores(), migrations);
    proxy = transport.startServer(any, services);
    String address = "127.0.0.1:" + proxy.getPort();
    catalog =
        transport.startServer(
            any,
            List.of(
                releases,
                new MemberServiceGrpc.MemberServiceImplBase() {
                  @Override
                  public void watch(WatchMembers request, StreamObserver<Members> observer) {
                    observer.onNext(
                        Members.newBuilder()
                            .addProxies(ProxyMember.newBuilder().setName("p").setAddress(address))
                            .build());
                  }
                }));
  }

  HostPort catalogAddress() {
    return new HostPort("127.0.0.1", catalog.getPort());
  }

  void die() {
    proxy.shutdownNow();
  }

  private <A> boolean fails(StreamObserver<A> observer) {
    Status status = failures.poll();
    if (status == null) {
      return false;
    }
    observer.onError(failsForAStore ? WaitsBehind.refusal(status) : status.asRuntimeException());
    return true;
  }

  private <A> void answer(StreamObserver<A> observer, A answer) {
    observer.onNext(answer);
    observer.onCompleted();
  }

  private final class Notes extends NoteServiceGrpc.NoteServiceImplBase {
    private void send(StreamObserver<NoteAnswer> observer, @Nullable Note note) {
      if (fails(observer)) {
        return;
      }
      NoteAnswer prepared = nextAnswer;
      if (prepared != null) {
        nextAnswer = null;
        answer(observer, prepared);
      } else if (note == null) {
        answer(observer, NoteAnswer.newBuilder().setOutcome(Outcome.NOTE_NOT_FOUND).build());
      } else {
        answer(observer, NoteAnswer.newBuilder().setOutcome(Outcome.OK).setNote(note).build());
      }
    }

    @Override
    public void get(GetNote request, StreamObserver<NoteAnswer> observer) {
      if (holding) {
        held.add(() -> send(observer, notes.get(request.getNote())));
      } else {
        send(observer, notes.get(request.getNote()));
      }
    }

    @Override
    public void create(CreateNote request, StreamObserver<NoteAnswer> observer) {
      keys.add(request.getKey().getKey());
      Note note =
          Note.newBuilder()
              .setId(request.getNote())
              .setCreator(request.getAccount())
              .setCreatedAtMs(1_000)
              .setUpdatedAtMs(1_000)
              .setContent(request.getContent())
              .setSeq(seq.incrementAndGet())
              .build();
      notes.put(request.getNote(), note);
      send(observer, note);
    }

    @Override
    public void update(UpdateNote request, StreamObserver<NoteAnswer> observer) {
      send(observer, notes.get(request.getNote()));
    }

    @Override
    public void delete(DeleteNote request, StreamObserver<NoteAnswer> observer) {
      notes.remove(request.getNote());
      nextAnswer = NoteAnswer.newBuilder().setOutcome(Outcome.OK).build();
      send(observer, null);
    }

    @Override
    public void list(ListNotes request, StreamObserver<ListAnswer> observer) {
      if (!fails(observer)) {
        answer(
            observer,
            ListAnswer.newBuilder()
                .setOutcome(Outcome.OK)
                .addAllIds(notes.keySet().stream().limit(request.getLimit()).toList())
                .setMore(notes.size() > request.getLimit())
                .build());
      }
    }
  }

  private final class Accounts extends AccountServiceGrpc.AccountServiceImplBase {
    @Override
    public void create(CreateAccount request, StreamObserver<Account> observer) {
      if (!fails(observer)) {
        answer(
            observer,
            Account.newBuilder()
                .setId(request.getId())
                .setName(request.getName())
                .setTier("free")
                .setShard("legacy")
                .setRegion(request.getRegion())
                .build());
      }
    }

    @Override
    public void get(GetAccount request, StreamObserver<Account> observer) {
      if (!fails(observer)) {
        observer.onError(Status.NOT_FOUND.asRuntimeException());
      }
    }

    @Override
    public void list(ListAccounts request, StreamObserver<AccountPage> observer) {
      if (!fails(observer)) {
        answer(observer, AccountPage.getDefaultInstance());
      }
    }
  }

  private final class Stores extends StoreServiceGrpc.StoreServiceImplBase {
    @Override
    public void list(ListStores request, StreamObserver<StoreList> observer) {
      answer(
          observer,
          StoreList.newBuilder()
              .addStores(
                  Store.newBuilder()
                      .setName("new")
                      .setFreeBytes(7)
                      .setWritesWaiting(3)
                      .putLabels("region", "eu"))
              .build());
    }
  }

  @Override
  public void close() {
    proxy.shutdownNow();
    catalog.shutdownNow();
  }
}
