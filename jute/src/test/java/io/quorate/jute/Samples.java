package io.quorate.jute;

import io.quorate.jute.proto.SetWatchesRequest;
import io.quorate.jute.txn.CheckVersionTxn;
import io.quorate.jute.txn.CloseSessionTxn;
import io.quorate.jute.txn.CreateContainerTxn;
import io.quorate.jute.txn.CreateSessionTxn;
import io.quorate.jute.txn.CreateTtlTxn;
import io.quorate.jute.txn.CreateTxn;
import io.quorate.jute.txn.DeleteTxn;
import io.quorate.jute.txn.ErrorTxn;
import io.quorate.jute.txn.MultiTxn;
import io.quorate.jute.txn.SetAclTxn;
import io.quorate.jute.txn.SetDataTxn;
import io.quorate.jute.txn.SubTxn;
import io.quorate.jute.txn.Txn;
import io.quorate.jute.txn.TxnDigest;
import io.quorate.jute.txn.TxnEntry;
import io.quorate.jute.txn.TxnHeader;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Random records, from a seed. */
public final class Samples {
    /** Every transaction type and the class of its record. */
    public static final Map<Integer, Class<? extends Record>> TXN_TYPES = Map.ofEntries(
            Map.entry(OpCode.CREATE, CreateTxn.class),
            Map.entry(OpCode.CREATE2, CreateTxn.class),
            Map.entry(OpCode.CREATE_CONTAINER, CreateContainerTxn.class),
            Map.entry(OpCode.CREATE_TTL, CreateTtlTxn.class),
            Map.entry(OpCode.DELETE, DeleteTxn.class),
            Map.entry(OpCode.DELETE_CONTAINER, DeleteTxn.class),
            Map.entry(OpCode.SET_DATA, SetDataTxn.class),
            Map.entry(OpCode.RECONFIG, SetDataTxn.class),
            Map.entry(OpCode.SET_ACL, SetAclTxn.class),
            Map.entry(OpCode.CHECK, CheckVersionTxn.class),
            Map.entry(OpCode.MULTI, MultiTxn.class),
            Map.entry(OpCode.CREATE_SESSION, CreateSessionTxn.class),
            Map.entry(OpCode.CLOSE_SESSION, CloseSessionTxn.class),
            Map.entry(OpCode.ERROR, ErrorTxn.class));

    private static final List<Integer> SUB_TYPES = List.of(
            OpCode.CREATE,
            OpCode.CREATE2,
            OpCode.CREATE_CONTAINER,
            OpCode.CREATE_TTL,
            OpCode.DELETE,
            OpCode.DELETE_CONTAINER,
            OpCode.SET_DATA,
            OpCode.CHECK,
            OpCode.ERROR);

    private static final Set<Class<?>> WITHOUT_NULL_LISTS =
            Set.of(SetWatchesRequest.class, CloseSessionTxn.class, MultiTxn.class);

    private static final int[] NOTABLE_INTS = {0, 1, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE};
    private static final int[] NOTABLE_LENGTHS = {0, 1, 7, 8, 9, 63, 64, 300};

    private final Random random;

    public Samples(long seed) {
        this.random = new Random(seed);
    }

    /** A record of the class with random components; its lists and buffers may be null where the wire allows it. */
    public <T extends Record> T record(Class<T> type) {
        RecordComponent[] components = type.getRecordComponents();
        boolean nulls = !WITHOUT_NULL_LISTS.contains(type);
        Object[] values = Arrays.stream(components)
                .map(each -> value(each.getGenericType(), nulls))
                .toArray();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("cannot make a " + type, e);
        }
    }

    private Object value(Type type, boolean nulls) {
        if (type == int.class) {
            return anInt();
        } else if (type == long.class) {
            return aLong();
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type == String.class) {
            return chance(10) ? null : string();
        } else if (type == byte[].class) {
            return chance(10) ? null : bytes();
        } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return nulls && chance(10) ? null : list(list.getActualTypeArguments()[0]);
        } else if (type == SubTxn.class) {
            return subTxn();
        }
        return record(((Class<?>) type).asSubclass(Record.class));
    }

    private List<Object> list(Type element) {
        List<Object> list = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(value(element, true));
        }
        return list;
    }

    /** A transaction of a type, whole, with a digest except where that type never has one. */
    public TxnEntry entry(int type) {
        TxnHeader any = record(TxnHeader.class);
        TxnHeader header = new TxnHeader(any.clientId(), any.cxid(), any.zxid(), any.time(), type);
        TxnDigest digest = type == OpCode.ERROR ? null : new TxnDigest(TxnDigest.VERSION, aLong());
        return new TxnEntry(header, txn(type), digest);
    }

    /** A transaction of a type. */
    public Txn txn(int type) {
        return (Txn) record(TXN_TYPES.get(type));
    }

    private SubTxn subTxn() {
        int type = SUB_TYPES.get(random.nextInt(SUB_TYPES.size()));
        return new SubTxn(type, txn(type));
    }

    public int anInt() {
        return chance(3) ? NOTABLE_INTS[random.nextInt(NOTABLE_INTS.length)] : random.nextInt();
    }

    public long aLong() {
        return chance(3) ? anInt() : random.nextLong();
    }

    public byte[] bytes() {
        byte[] bytes = new byte[length()];
        random.nextBytes(bytes);
        return bytes;
    }

    /** ASCII mostly, else any characters up to U+FFFF; never surrogates. */
    public String string() {
        StringBuilder text = new StringBuilder();
        boolean ascii = !chance(4);
        for (int i = length(); i > 0; i--) {
            char c = (char) random.nextInt(ascii ? 0x80 : 0x10000);
            text.append(Character.isSurrogate(c) ? '/' : c);
        }
        return text.toString();
    }

    private int length() {
        return chance(3) ? NOTABLE_LENGTHS[random.nextInt(NOTABLE_LENGTHS.length)] : random.nextInt(24);
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
