using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace PubSub.Core.Validation;

/// <summary>One annotation.</summary>
/// <param name="Attribute">The annotation.</param>
/// <param name="JudgesAlone">Whether it judges the value by itself, so that a context is made for its message only, where the value is refused.</param>
internal readonly record struct AnnotationRule(ValidationAttribute Attribute, bool JudgesAlone)
{
    public static AnnotationRule Of(ValidationAttribute attribute) => new(attribute, !AsksForContext(attribute.GetType()));

    // The base class answers this overload by the other one, and looks at the context only to name the member that was refused.
    private static bool AsksForContext(Type attribute) =>
        attribute.GetMethod("IsValid", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(object), typeof(ValidationContext)])!.DeclaringType
            != typeof(ValidationAttribute);
}
