package dev.notely.simulation;

import com.google.protobuf.ByteString;
import dev.notely.proxy.placement.CatalogUnavailableException;
import dev.notely.proxy.placement.Phase;
import dev.notely.proxy.placement.Placement;
import dev.notely.proxy.placement.PlacementCache;
import dev.notely.proxy.placement.PlacementCatalog;
import dev.notely.proxy.placement.PlacementChange;
import dev.notely.proxy.store.CommittedRecord;
import dev.notely.proxy.store.OwnershipRow;
import dev.notely.proxy.store.RecordBatch;
import dev.notely.proxy.store.RecordStore;
import dev.notely.store.notes.BatchRange;
import dev.notely.store.notes.OwnershipRules;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Engines and proxies that do not do what they should. */
final class CallerMutations {
  private CallerMutations() {}

  static Mutation commitWithoutReady() {
    return new Mutation() {
      @Override
      RecordStore engineStore(RecordStore link, SimulatedStore store, Baton baton) {
        return new ForwardingStore(link) {
          @Override
          public Import openImport(Placement proof) {
            Import line = super.openImport(proof);
            return new Import() {
              @Override
              public Reply apply(RecordBatch batch, @Nullable Ready ready) {
                return line.apply(batch, null);
              }

              @Override
              public void close() {
                line.close();
              }
            };
          }
        };
      }
    };
  }

  /** What the engine scans, it had read before the home kept tombstones. */
  static Mutation scanBeforeExport() {
    return new Mutation() {
      @Override
      OwnershipRules rules(String store) {
        return new RuleMutations.Undigested(store);
      }

      @Override
      RecordStore engineStore(RecordStore link, SimulatedStore store, Baton baton) {
        return new ForwardingStore(link) {
          private final List<RecordBatch> early = new ArrayList<>();

          @Override
          public Reply beginExport(Placement proof) {
            ByteString position = ByteString.EMPTY;
            boolean more = true;
            while (more) {
              var batch = store.records().scan(store.tables, World.ACCOUNT_BYTES, position, 100);
              early.add(new StoreLink.Batch(batch));
              BatchRange.Scan range = (BatchRange.Scan) batch.range();
              position = range.to();
              more = !range.isEnd();
            }
            baton.pause(20_000);
            return super.beginExport(proof);
          }

          @Override
          public Batches scan(Placement proof, ByteString after, int atMost) {
            Iterator<RecordBatch> batches = early.iterator();
            return new Batches() {
              @Override
              public void close() {}

              @Override
              public boolean hasNext() {
                return batches.hasNext();
              }

              @Override
              public RecordBatch next() {
                return batches.next();
              }
            };
          }
        };
      }
    };
  }

  /** The outcome of the commit is unknown, and the engine takes it for granted. */
  static Mutation guessedEpoch() {
    return new Mutation() {
      @Override
      PlacementCatalog engineCatalog(PlacementCatalog link) {
        return new PlacementCatalog() {
          private @Nullable Placement seen;

          @Override
          public Placement find(UUID account) {
            Placement found = link.find(account);
            seen = found;
            return found;
          }

          @Override
          public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
            try {
              return link.compareAndSet(account, expectedEpoch, change);
            } catch (CatalogUnavailableException e) {
              if (seen == null || !(change instanceof PlacementChange.Commit)) {
                throw e;
              }
              return new Outcome(
                  true,
                  new Placement(
                      account,
                      expectedEpoch + 1,
                      /* home= */ seen.second(),
                      /* second= */ seen.home(),
                      seen.phase() == Phase.SWITCHING ? Phase.OVERLAID : Phase.MOVED,
                      0));
            }
          }
        };
      }
    };
  }

  static Mutation validatedFromCache() {
    return new Mutation() {
      @Override
      PlacementCatalog validating(PlacementCatalog link, PlacementCache cache) {
        return new PlacementCatalog() {
          @Override
          public Placement find(UUID account) {
            return cache.cached(account).orElseGet(() -> link.find(account));
          }

          @Override
          public Outcome compareAndSet(UUID account, long expectedEpoch, PlacementChange change) {
            return link.compareAndSet(account, expectedEpoch, change);
          }
        };
      }
    };
  }

  static Mutation failureReadAsLegacy() {
    return new Mutation() {
      @Override
      PlacementCache cache(PlacementCatalog link) {
        return new PlacementCache(
            new PlacementCatalog() {
              private Placement last =
                  new Placement(World.ACCOUNT, 1, "legacy", "", Phase.SETTLED, 0);

              @Override
              public Placement find(UUID account) {
                try {
                  last = link.find(account);
                  return last;
                } catch (CatalogUnavailableException e) {
                  return new Placement(
                      account, last.epoch(), "legacy", "", Phase.SETTLED, last.version());
                }
              }

              @Override
              public Outcome compareAndSet(
                  UUID account, long expectedEpoch, PlacementChange change) {
                return link.compareAndSet(account, expectedEpoch, change);
              }
            });
      }
    };
  }

  /** Passes everything on; mutants override a single method. */
  static class ForwardingStore implements RecordStore {
    private final RecordStore inner;

    ForwardingStore(RecordStore inner) {
      this.inner = inner;
    }

    @Override
    public String name() {
      return inner.name();
    }

    @Override
    public Reply admit(Placement proof) {
      return inner.admit(proof);
    }

    @Override
    public Reply beginExport(Placement proof) {
      return inner.beginExport(proof);
    }

    @Override
    public Reply beginImport(Placement proof, long keepFrom) {
      return inner.beginImport(proof, keepFrom);
    }

    @Override
    public Batches scan(Placement proof, ByteString after, int atMost) {
      return inner.scan(proof, after, atMost);
    }

    @Override
    public Batches changes(Placement proof, long afterSeq, int atMost) {
      return inner.changes(proof, afterSeq, atMost);
    }

    @Override
    public Import openImport(Placement proof) {
      return inner.openImport(proof);
    }

    @Override
    public List<Reply> dual(List<DualWrite> writes) {
      return inner.dual(writes);
    }

    @Override
    public Reply demote(Placement proof) {
      return inner.demote(proof);
    }

    @Override
    public Batches log(Placement proof) {
      return inner.log(proof);
    }

    @Override
    public Reply open(Placement proof, OwnershipRow former, List<RecordBatch> log) {
      return inner.open(proof, former, log);
    }

    @Override
    public Reply drain(Placement proof, RecordBatch records) {
      return inner.drain(proof, records);
    }

    @Override
    public Reply evict(Placement proof, RecordBatch records) {
      return inner.evict(proof, records);
    }

    @Override
    public RecordBatch batch(List<CommittedRecord> records) {
      return inner.batch(records);
    }

    @Override
    public SealReply seal(Placement proof, long afterSeq) {
      return inner.seal(proof, afterSeq);
    }

    @Override
    public Reply close(Placement proof) {
      return inner.close(proof);
    }

    @Override
    public Reply release(Placement proof) {
      return inner.release(proof);
    }

    @Override
    public Reply purge(Placement proof) {
      return inner.purge(proof);
    }

    @Override
    public OwnershipRow describe(UUID account) {
      return inner.describe(account);
    }
  }
}
