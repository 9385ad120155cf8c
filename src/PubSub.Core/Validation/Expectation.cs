namespace PubSub.Core.Validation;

/// <summary>Says what a value of a type looks like in JSON, for whoever sent another.</summary>
internal static class Expectation
{
    public static string Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return "must be one of " + string.Join(", ", Enum.GetNames(type));
        if (type == typeof(string) || type == typeof(char)) return "must be a string";
        if (type == typeof(bool)) return "must be true or false";
        if (type == typeof(Guid)) return "must be a string that holds a UUID";
        if (type == typeof(DateTime) || type == typeof(DateTimeOffset)) return "must be a string that holds an ISO 8601 date and time";
        if (type == typeof(DateOnly)) return "must be a string that holds an ISO 8601 date";
        if (type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>)) return "must be a string that holds base64";
        return Type.GetTypeCode(type) switch
        {
            TypeCode.Decimal or TypeCode.Double or TypeCode.Single => "must be a number",
            TypeCode.SByte or TypeCode.Int16 or TypeCode.Int32 or TypeCode.Int64
                or TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64 => "must be a whole number in the range of its type",
            _ => "does not fit the contract",
        };
    }
}
