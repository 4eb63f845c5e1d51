package io.quorate.tests.differential;

import io.quorate.jute.OpCode;
import io.quorate.jute.proto.Acl;
import io.quorate.jute.proto.CreateRequest;
import io.quorate.jute.proto.SaslRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Makes steps from a seed and from what is known of the tree. As the judge does the same for the same steps, the same seed
 * makes the same steps, everywhere and always.
 */
final class Generator {
    private static final int CALLS_PER_BURST_MAX = 8;

    private final Profile profile;
    private final Choices choose;
    private final TreeGuess tree;
    private final Calls calls;
    private final Quotas quotas;
    private final Damage damage;
    private boolean expired;

    Generator(long seed, Profile profile) {
        Random random = new Random(seed);
        this.profile = profile;
        this.tree = new TreeGuess(random);
        this.choose = new Choices(random, tree);
        this.calls = new Calls(choose, new Writes(choose, tree, profile.oddFlags()), tree, profile.enforceQuota());
        this.quotas = new Quotas(choose, tree);
        this.damage = new Damage(choose, calls);
    }

    /** The next steps, at least {@code count}, for a server whose tree is {@code known}. */
    List<Step> next(int count, Map<String, TreeGuess.Node> known) {
        tree.learn(known);
        List<Step> steps = new ArrayList<>();
        while (steps.size() < count) {
            steps.addAll(next());
        }
        return steps;
    }

    private List<Step> next() {
        int choice = choose.below(1000);
        if (choice < 700) {
            int slot = slot();
            return List.of(Step.Burst.of(slot, calls.any(slot)));
        } else if (choice < 820) {
            return burst();
        } else if (choice < 850) {
            return calls(slot(), quotas.any());
        } else if (choice < 885) {
            return authenticate();
        } else if (choice < 990) {
            return List.of(connection(choice));
        }
        return rare();
    }

    /** No write behind a setACL: Apache may check it against the ACL before or the one after. */
    private List<Step> burst() {
        List<Call> list = new ArrayList<>();
        int slot = slot();
        int count = 2 + choose.below(CALLS_PER_BURST_MAX - 1);
        boolean aclChanged = false;
        while (list.size() < count) {
            Call call = calls.any(slot);
            if (!aclChanged || !call.mayCauseEvents()) {
                list.add(call);
            }
            aclChanged |= call.opCode() == OpCode.SET_ACL;
        }
        return calls(slot, list);
    }

    /** One burst, or one request after the other where bursts do not make sense. */
    private List<Step> calls(int slot, List<Call> list) {
        if (profile.bursts()) {
            return List.of(new Step.Burst(slot, list));
        }
        return list.stream().<Step>map(call -> Step.Burst.of(slot, call)).toList();
    }

    /** Auth and sasl are answered out of order, so never in a burst. */
    private List<Step> authenticate() {
        Call call =
                switch (choose.below(8)) {
                    case 0 -> Call.of(OpCode.SASL, new SaslRequest(choose.token()));
                    case 1 -> Damage.auth("digest", "nocolon");
                    case 2 -> Damage.auth("ip", "");
                    default -> Damage.auth("digest", choose.of(Choices.USERS));
                };
        return List.of(Step.Burst.of(slot(), call));
    }

    private Step connection(int choice) {
        if (choice < 930) {
            return new Step.Resume(slot(), choose.of(List.of(Step.Resume.How.values())));
        } else if (choice < 942) {
            return new Step.Drop(slot(), choose.oneIn(3));
        } else if (choice < 952) {
            int slot = slot();
            tree.abandoned(slot);
            return new Step.Open(slot, Player.TIMEOUT_MILLIS + choose.below(1000), choose.oneIn(3));
        } else if (choice < 964) {
            int slot = slot();
            tree.closed(slot);
            return new Step.Close(slot);
        } else if (choice < 974) {
            return new Step.Last(slot(), damage.last());
        } else if (choice < 982) {
            return new Step.Undecodable(slot(), damage.undecodable());
        } else if (choice < 986) {
            return new Step.Undecodable(slot(), damage.wrongMulti());
        }
        return damage.firstFrame();
    }

    private List<Step> rare() {
        if (choose.oneIn(2)) {
            int timeout = choose.of(List.of(0, -1, 1, 1_999, 2_001, Integer.MAX_VALUE, Integer.MIN_VALUE));
            return List.of(new Step.Brief(timeout));
        }
        if (expired) {
            return List.of(Step.Burst.of(slot(), create("/a")), Step.Burst.of(slot(), create("/b")));
        }
        expired = true;
        return List.of(new Step.Expire(List.of(tree.parent() + "/expiring", "/expiring", tree.any() + "/x")));
    }

    private static Call create(String path) {
        return Call.of(OpCode.CREATE, new CreateRequest(path, null, Acl.OPEN, 0));
    }

    private int slot() {
        return choose.below(Player.SLOTS);
    }
}
