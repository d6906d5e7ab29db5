package dev.notely.proxy.server;

import dev.notely.proto.accounts.v1.Account;
import dev.notely.proto.accounts.v1.AccountPage;
import dev.notely.proto.accounts.v1.AccountServiceGrpc;
import dev.notely.proto.accounts.v1.CreateAccount;
import dev.notely.proto.accounts.v1.GetAccount;
import dev.notely.proto.accounts.v1.ListAccounts;
import dev.notely.proto.accounts.v1.UpdateAccount;
import dev.notely.proto.catalog.v1.AccountEntry;
import dev.notely.proto.catalog.v1.AccountEntryPage;
import dev.notely.proto.catalog.v1.AccountId;
import dev.notely.proto.catalog.v1.CreateAccountEntry;
import dev.notely.proto.catalog.v1.ListAccountEntries;
import dev.notely.proto.catalog.v1.Phase;
import dev.notely.proto.catalog.v1.RenameAccount;
import dev.notely.proxy.store.CatalogClient;
import dev.notely.proxy.store.Ids;
import io.grpc.stub.StreamObserver;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Accounts, and the feature flag that moves one. */
final class AccountGrpcService extends AccountServiceGrpc.AccountServiceImplBase {
  private final CatalogClient catalog;
  private final FeatureFlag flag;
  private final Executor slowLane;
  private final NewAccountPlacement placement;

  AccountGrpcService(
      CatalogClient catalog, FeatureFlag flag, Executor slowLane, NewAccountPlacement placement) {
    this.catalog = catalog;
    this.flag = flag;
    this.slowLane = slowLane;
    this.placement = placement;
  }

  @Override
  public void create(CreateAccount request, StreamObserver<Account> observer) {
    answer(
        observer,
        () -> {
          UUID id = Ids.uuid("id", request.getId());
          String tier = request.getTier().isEmpty() ? "free" : request.getTier();
          String home =
              request.getShard().isEmpty()
                  ? placement.home(id, tier, request.getRegion())
                  : request.getShard();
          AccountEntry created =
              catalog
                  .accounts()
                  .create(
                      CreateAccountEntry.newBuilder()
                          .setId(request.getId())
                          .setName(request.getName())
                          .setTier(tier)
                          .setRegion(request.getRegion())
                          .setHome(home)
                          .build());
          flag.admit(id);
          return account(created);
        });
  }

  @Override
  public void get(GetAccount request, StreamObserver<Account> observer) {
    answer(
        observer,
        () ->
            account(catalog.accounts().get(AccountId.newBuilder().setId(request.getId()).build())));
  }

  @Override
  public void list(ListAccounts request, StreamObserver<AccountPage> observer) {
    answer(
        observer,
        () -> {
          AccountEntryPage page =
              catalog
                  .accounts()
                  .list(
                      ListAccountEntries.newBuilder()
                          .setAfter(request.getAfter())
                          .setLimit(request.getLimit())
                          .build());
          return AccountPage.newBuilder()
              .addAllAccounts(
                  page.getAccountsList().stream().map(AccountGrpcService::account).toList())
              .setMore(page.getMore())
              .build();
        });
  }

  @Override
  public void update(UpdateAccount request, StreamObserver<Account> observer) {
    answer(
        observer,
        () -> {
          UUID id = Ids.uuid("id", request.getId());
          if (request.hasIsMigrating()) {
            Traces.command(0, request.getIsMigrating() ? "move" : "take back");
            if (request.getIsMigrating()) {
              flag.moveTo(id, request.getShard());
            } else {
              flag.takeBack(id);
            }
          }
          if (!request.getName().isEmpty()) {
            return account(
                catalog
                    .accounts()
                    .rename(
                        RenameAccount.newBuilder()
                            .setId(request.getId())
                            .setName(request.getName())
                            .build()));
          }
          return account(
              catalog.accounts().get(AccountId.newBuilder().setId(request.getId()).build()));
        });
  }

  private static Account account(AccountEntry entry) {
    Phase phase = entry.getPlacement().getPhase();
    return Account.newBuilder()
        .setId(entry.getId())
        .setName(entry.getName())
        .setTier(entry.getTier())
        .setRegion(entry.getRegion())
        .setIsMigrating(
            switch (phase) {
              case MOVING, MOVED, RETURNING, SWITCHING, OVERLAID -> true;
              // Kept: it has arrived; that its former home follows is the migration's affair.
              case NEW, SETTLED, KEPT, PHASE_UNSPECIFIED, UNRECOGNIZED -> false;
            })
        .setShard(entry.getPlacement().getHome())
        .build();
  }

  private <A> void answer(StreamObserver<A> observer, Supplier<A> work) {
    try {
      slowLane.execute(() -> {
        A answer;
        try {
          answer = work.get();
        } catch (RuntimeException e) {
          observer.onError(AccountStatus.of(e));
          return;
        }
        observer.onNext(answer);
        observer.onCompleted();
      });
    } catch (RuntimeException e) {
      observer.onError(StatusMapper.toStatus(e));
    }
  }
}
